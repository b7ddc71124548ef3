# builtins.length of a set.
builtins.length { a = 1; }
