# builtins.fromJSON of an integer between 2^63 and 2^64.
builtins.fromJSON "9223372036854775808"
