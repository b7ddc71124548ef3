# builtins.getAttr with a name that is no string.
builtins.getAttr 1 { }
