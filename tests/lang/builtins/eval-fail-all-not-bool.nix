# builtins.all with a predicate that gives no boolean.
builtins.all (x: x) [ true 1 ]
