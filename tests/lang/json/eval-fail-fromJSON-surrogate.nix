# builtins.fromJSON with a lone surrogate.
builtins.fromJSON "\"\\ud83d\""
