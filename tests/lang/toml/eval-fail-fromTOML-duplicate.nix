# builtins.fromTOML with a key given twice.
builtins.fromTOML "a = 1\na = 2"
