# builtins.fromJSON of an unclosed string.
builtins.fromJSON "\"abc"
