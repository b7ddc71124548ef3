# builtins.lessThan of a string and an integer.
builtins.lessThan "a" 1
