# builtins.fromJSON of nothing.
builtins.fromJSON ""
