# --raw of a set.
{ a = 1; }
