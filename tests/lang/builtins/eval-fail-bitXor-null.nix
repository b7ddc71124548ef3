# builtins.bitXor of null.
builtins.bitXor 1 null
