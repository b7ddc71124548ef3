# -A with an empty name in the path.
{ a.b = 1; }
