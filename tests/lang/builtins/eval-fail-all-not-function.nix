# builtins.all without a function.
builtins.all 1 [ 1 ]
