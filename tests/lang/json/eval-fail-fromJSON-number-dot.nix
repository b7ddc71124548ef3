# builtins.fromJSON of a number with nothing after the dot.
builtins.fromJSON "1."
