# builtins.foldl' over no list.
builtins.foldl' (a: b: a) 0 1
