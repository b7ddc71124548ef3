# builtins.path of a directory that is to be a file.
builtins.path { path = ./tree; recursive = false; }
