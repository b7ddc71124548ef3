# -A with --json.
{ a = { b = 1 + 1; c = [ 1 ]; }; }
