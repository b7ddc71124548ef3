# builtins.any without a function.
builtins.any "f" [ 1 ]
