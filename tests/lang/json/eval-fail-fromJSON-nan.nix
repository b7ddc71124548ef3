# builtins.fromJSON of NaN.
builtins.fromJSON "NaN"
