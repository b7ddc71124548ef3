# builtins.flakeRefToString of an integer.
builtins.flakeRefToString 1
