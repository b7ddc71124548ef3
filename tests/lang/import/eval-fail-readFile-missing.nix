# builtins.readFile of a missing file.
builtins.readFile ./data/missing
