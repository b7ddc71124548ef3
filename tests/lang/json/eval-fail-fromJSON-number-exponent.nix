# builtins.fromJSON of a number out of the float range.
builtins.fromJSON "1e999"
