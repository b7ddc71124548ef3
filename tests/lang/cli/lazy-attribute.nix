# -A without --strict.
{ a = { b = 1 + 1; c = [ 1 ]; }; }
