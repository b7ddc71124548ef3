# A dynamic attribute name that is an integer.
{ ${1} = 2; }
