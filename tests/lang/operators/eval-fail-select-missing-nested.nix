# A missing attribute of a nested set.
{ a.b.c = 1; }.a.b.d
