# builtins.replaceStrings with lists of different lengths.
builtins.replaceStrings [ "a" "b" ] [ "c" ] "ab"
