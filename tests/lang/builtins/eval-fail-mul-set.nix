# builtins.mul of a set.
builtins.mul 2 { }
