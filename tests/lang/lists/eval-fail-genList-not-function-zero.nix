# builtins.genList without a function and of length zero.
builtins.genList 1 0
