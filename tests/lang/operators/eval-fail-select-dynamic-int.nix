# An attribute name that is an integer.
{ a = 1; }.${1}
