# builtins.replaceStrings with a set for the first list.
builtins.replaceStrings { } [ ] "a"
