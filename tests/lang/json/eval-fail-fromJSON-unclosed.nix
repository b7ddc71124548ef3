# builtins.fromJSON of an unclosed list.
builtins.fromJSON "[1"
