# A dynamic attribute name that is a path.
{ ${/a} = 2; }
