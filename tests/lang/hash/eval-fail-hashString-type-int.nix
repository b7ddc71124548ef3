# builtins.hashString with an algorithm that is no string.
builtins.hashString 1 "a"
