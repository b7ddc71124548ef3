# builtins.toJSON of a set whose __toString is no function.
builtins.toJSON { __toString = 1; }
