# builtins.stringLength of an integer.
builtins.stringLength 1
