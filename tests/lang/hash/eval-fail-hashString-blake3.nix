# builtins.hashString with an experimental algorithm.
builtins.hashString "blake3" "a"
