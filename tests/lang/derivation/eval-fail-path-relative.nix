# builtins.path of a string that is no path.
builtins.path { path = "a"; }
