# builtins.bitOr of a string.
builtins.bitOr "1" 1
