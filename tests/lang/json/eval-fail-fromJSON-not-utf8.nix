# builtins.fromJSON of bytes that are not UTF-8.
builtins.fromJSON "\"aÿb\""
