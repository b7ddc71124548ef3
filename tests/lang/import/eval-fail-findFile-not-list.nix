# builtins.findFile with no list.
builtins.findFile 1 "a"
