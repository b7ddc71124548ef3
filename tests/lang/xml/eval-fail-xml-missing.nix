# XML fails at a missing attribute.
{ a.b = { }.c; }
