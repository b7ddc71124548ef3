# builtins.convertHash of an integer.
builtins.convertHash 1
