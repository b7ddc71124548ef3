# builtins.fromJSON of an integer.
builtins.fromJSON 1
