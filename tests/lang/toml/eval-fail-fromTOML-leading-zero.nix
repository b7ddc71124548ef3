# builtins.fromTOML with a leading zero.
builtins.fromTOML "a = 01"
