# builtins.hashString of a path.
builtins.hashString "md5" /a
