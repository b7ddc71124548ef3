# builtins.hashFile of a missing file.
builtins.hashFile "md5" ./data/missing
