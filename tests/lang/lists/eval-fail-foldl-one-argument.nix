# builtins.foldl' with a function of one argument.
builtins.foldl' (a: a) 0 [ 1 ]
