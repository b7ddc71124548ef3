# -A selects an attribute, also of a function's result and of lists.
{ a.b = [ 1 { c = "found"; } ]; "x.y" = 2; }
