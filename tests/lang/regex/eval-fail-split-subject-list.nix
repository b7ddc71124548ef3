# builtins.split of a list.
builtins.split "a" [ ]
