# A missing attribute with an empty name.
{ a = 1; }.""
