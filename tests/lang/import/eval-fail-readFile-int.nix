# builtins.readFile of an integer.
builtins.readFile 1
