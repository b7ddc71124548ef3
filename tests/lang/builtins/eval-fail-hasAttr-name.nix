# builtins.hasAttr with a name that is no string.
builtins.hasAttr null { }
