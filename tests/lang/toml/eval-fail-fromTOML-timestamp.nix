# builtins.fromTOML with a date, which is experimental.
builtins.fromTOML "a = 1979-05-27"
