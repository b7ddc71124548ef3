# builtins.genericClosure of an integer.
builtins.genericClosure 1
