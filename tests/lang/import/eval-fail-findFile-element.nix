# builtins.findFile with an entry that is no set.
builtins.findFile [ 1 ] "a"
