# builtins.hashString of an integer.
builtins.hashString "md5" 1
