# Selecting from what is not a set, further down.
{ a.b = 1; }.a.b.c
