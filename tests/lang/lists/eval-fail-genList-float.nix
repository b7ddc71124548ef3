# builtins.genList of a float.
builtins.genList (x: x) 1.0
