# builtins.match in an integer.
builtins.match "a" 1
