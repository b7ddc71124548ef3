# builtins.replaceStrings in an integer.
builtins.replaceStrings [ "a" ] [ "b" ] 1
