# builtins.add of a string.
builtins.add "a" 1
