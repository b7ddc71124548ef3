# builtins.sort of no list.
builtins.sort builtins.lessThan 1
