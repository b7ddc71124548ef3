# builtins.sub of null.
builtins.sub null 1
