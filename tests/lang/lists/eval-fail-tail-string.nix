# builtins.tail of a string.
builtins.tail "abc"
