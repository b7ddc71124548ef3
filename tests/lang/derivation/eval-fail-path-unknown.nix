# builtins.path with an unknown argument.
builtins.path { path = ./tree; other = 1; }
