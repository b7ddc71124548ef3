# builtins.path with a name that is no string.
builtins.path { path = ./tree; name = 1; }
