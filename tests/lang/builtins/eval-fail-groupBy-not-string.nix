# builtins.groupBy with a function that gives no string.
builtins.groupBy (x: x) [ 1 ]
