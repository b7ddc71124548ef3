# builtins.filter with a predicate that gives no boolean.
builtins.filter (x: 1) [ 1 ]
