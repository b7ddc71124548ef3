# builtins.fromTOML with a bare word for a value.
builtins.fromTOML "a = yes"
