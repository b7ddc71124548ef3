# An empty -A selects everything.
{ a = 1; }
