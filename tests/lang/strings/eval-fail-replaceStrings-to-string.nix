# builtins.replaceStrings with a string for the second list.
builtins.replaceStrings [ ] "x" "a"
