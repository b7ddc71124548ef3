# builtins.pathExists of an integer.
builtins.pathExists 1
