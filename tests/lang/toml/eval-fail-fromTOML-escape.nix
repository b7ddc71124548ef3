# builtins.fromTOML with an unknown escape.
builtins.fromTOML "a = \"\\q\""
