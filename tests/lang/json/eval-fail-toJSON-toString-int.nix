# builtins.toJSON of a set whose __toString gives an integer.
builtins.toJSON { __toString = self: 1; }
