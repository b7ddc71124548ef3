# builtins.fromJSON with an unknown escape.
builtins.fromJSON "\"\\x41\""
