# A set that is merged with a string.
{ a = "x"; a.b = 1; }
