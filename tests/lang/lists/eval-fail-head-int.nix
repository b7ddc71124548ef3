# builtins.head of an integer.
builtins.head 1
