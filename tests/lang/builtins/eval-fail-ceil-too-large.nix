# builtins.ceil of a float beyond the integers.
builtins.ceil 1.0e30
