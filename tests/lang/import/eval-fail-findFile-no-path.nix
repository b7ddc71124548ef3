# builtins.findFile with an entry without path.
builtins.findFile [ { prefix = "a"; } ] "a"
