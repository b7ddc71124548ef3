# builtins.pathExists of a relative path in a string.
builtins.pathExists "data"
