# builtins.fromJSON of a NUL character.
builtins.fromJSON "\"a\\u0000b\""
