# builtins.attrValues of an integer.
builtins.attrValues 1
