# builtins.hashFile of a directory.
builtins.hashFile "md5" ./data
