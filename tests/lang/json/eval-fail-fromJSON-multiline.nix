# builtins.fromJSON with an error on the third line.
builtins.fromJSON "{\n  \"a\": 1,\n  \"b\" 2\n}"
