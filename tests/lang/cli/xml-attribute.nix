# -A with --xml.
{ a = { b = 1 + 1; c = [ 1 ]; }; }
