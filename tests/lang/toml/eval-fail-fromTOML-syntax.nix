# builtins.fromTOML of a line without a value.
builtins.fromTOML "a = "
