# -A into what is no set.
{ a = 1; }
