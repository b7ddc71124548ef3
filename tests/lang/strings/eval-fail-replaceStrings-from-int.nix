# builtins.replaceStrings with an integer to replace.
builtins.replaceStrings [ 1 ] [ "a" ] "1"
