# builtins.toJSON of a function.
builtins.toJSON { a = [ 1 (x: x) ]; }
