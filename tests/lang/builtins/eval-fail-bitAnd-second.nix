# builtins.bitAnd, the second argument.
builtins.bitAnd 1 "1"
