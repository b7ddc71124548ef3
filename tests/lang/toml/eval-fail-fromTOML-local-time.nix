# builtins.fromTOML of a time.
builtins.fromTOML "a = 07:32:00"
