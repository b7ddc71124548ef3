# builtins.fromJSON of a raw control character.
builtins.fromJSON "\"a\nb\""
