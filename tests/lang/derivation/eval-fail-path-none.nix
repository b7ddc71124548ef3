# builtins.path without a path.
builtins.path { name = "a"; }
