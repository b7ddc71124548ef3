# builtins.readFileType of a missing file.
builtins.readFileType ./data/missing
