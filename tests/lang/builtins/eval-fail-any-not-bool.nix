# builtins.any with a predicate that gives no boolean.
builtins.any (x: null) [ 1 ]
