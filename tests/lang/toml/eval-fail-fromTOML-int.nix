# builtins.fromTOML of an integer.
builtins.fromTOML 1
