# builtins.fromJSON of a number with a leading zero.
builtins.fromJSON "01"
