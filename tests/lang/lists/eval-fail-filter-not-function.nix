# builtins.filter without a function.
builtins.filter 1 [ 1 ]
