# builtins.fromTOML with an unclosed array.
builtins.fromTOML "a = [1, 2"
