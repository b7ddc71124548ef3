# builtins.readDir of a missing directory.
builtins.readDir ./data/missing
