# builtins.toJSON of a path that does not exist.
builtins.toJSON ./data/missing
