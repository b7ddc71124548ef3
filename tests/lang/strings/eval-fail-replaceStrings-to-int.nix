# builtins.replaceStrings with an integer as a replacement.
builtins.replaceStrings [ "a" ] [ 1 ] "a"
