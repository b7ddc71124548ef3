# builtins.hashFile with an unknown algorithm.
builtins.hashFile "crc" ./data/text
