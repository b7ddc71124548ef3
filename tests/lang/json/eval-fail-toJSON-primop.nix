# builtins.toJSON of a primop.
builtins.toJSON map
