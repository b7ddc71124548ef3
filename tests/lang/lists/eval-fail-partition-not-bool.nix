# builtins.partition with a predicate that gives no boolean.
builtins.partition (x: "yes") [ 1 ]
