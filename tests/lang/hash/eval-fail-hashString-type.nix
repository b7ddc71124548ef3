# builtins.hashString with an unknown algorithm.
builtins.hashString "md6" "a"
