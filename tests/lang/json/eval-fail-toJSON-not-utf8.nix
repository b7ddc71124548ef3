# builtins.toJSON of bytes that are not UTF-8.
builtins.toJSON "aÿb"
