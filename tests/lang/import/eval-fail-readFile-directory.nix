# builtins.readFile of a directory.
builtins.readFile ./data
