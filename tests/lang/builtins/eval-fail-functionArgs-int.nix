# builtins.functionArgs of an integer.
builtins.functionArgs 1
