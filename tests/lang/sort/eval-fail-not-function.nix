# builtins.sort without a function.
builtins.sort 1 [ 2 1 ]
