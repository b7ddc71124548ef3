# A missing attribute with an odd name.
{ a = 1; }."b c"
