# builtins.foldl' without a function.
builtins.foldl' 1 0 [ 1 ]
