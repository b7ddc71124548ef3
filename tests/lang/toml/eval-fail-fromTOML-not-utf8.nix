# builtins.fromTOML of bytes that are not UTF-8.
builtins.fromTOML "a = \"ÿ\""
