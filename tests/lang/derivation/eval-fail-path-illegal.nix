# builtins.path with an illegal name.
builtins.path { path = ./tree; name = "a b"; }
