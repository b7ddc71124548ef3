# builtins.fromTOML with an unclosed string.
builtins.fromTOML "a = \"abc"
