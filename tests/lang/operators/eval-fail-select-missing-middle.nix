# A missing attribute in the middle of a path.
{ a.b.c = 1; }.a.x.c
