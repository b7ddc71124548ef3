# builtins.substring with a start that is no integer.
builtins.substring "0" 2 "abc"
