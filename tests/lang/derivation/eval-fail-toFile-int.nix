# A text that is no string.
builtins.toFile "a" 1
