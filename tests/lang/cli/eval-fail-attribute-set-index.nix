# -A with an index into a set.
{ a = 1; }
