# An algorithm behind a feature.
builtins.hashFile "blake3" ./data/text
