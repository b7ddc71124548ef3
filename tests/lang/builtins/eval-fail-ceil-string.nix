# builtins.ceil of a string.
builtins.ceil "1.5"
