# builtins.hashFile of a relative path in a string.
builtins.hashFile "md5" "data/text"
