# builtins.any with a predicate that throws.
builtins.any (x: throw "predicate") [ 1 ]
