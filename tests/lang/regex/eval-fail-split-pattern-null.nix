# builtins.split with null for a pattern.
builtins.split null "a"
