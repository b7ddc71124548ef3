# builtins.add, the second argument.
builtins.add 1 "b"
