# builtins.parseFlakeRef of an integer.
builtins.parseFlakeRef 1
