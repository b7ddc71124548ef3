# builtins.findFile with a name that is no string.
builtins.findFile [ ] 1
