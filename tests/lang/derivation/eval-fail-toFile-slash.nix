# A name is not a path.
builtins.toFile "a/b" "text"
