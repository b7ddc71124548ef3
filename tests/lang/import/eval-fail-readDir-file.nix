# builtins.readDir of a file.
builtins.readDir ./data/value.nix
