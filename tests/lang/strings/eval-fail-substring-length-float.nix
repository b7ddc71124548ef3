# builtins.substring with a length that is no integer.
builtins.substring 0 1.0 "abc"
