# builtins.sort of values that can't be compared.
builtins.sort builtins.lessThan [ 1 "a" ]
