# builtins.fromJSON with single quotes.
builtins.fromJSON "{'a': 1}"
