# builtins.genList of a negative length.
builtins.genList (x: x) (-1)
