# builtins.floor of a float below the integers.
builtins.floor (-1.0e30)
