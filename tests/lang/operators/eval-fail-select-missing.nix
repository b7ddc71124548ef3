# A missing attribute.
{ a = 1; }.b
