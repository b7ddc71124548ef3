# builtins.fromTOML with a bad hexadecimal number.
builtins.fromTOML "a = 0x_f"
