# builtins.readFile of a file with a NUL byte.
builtins.readFile ./data/nul
