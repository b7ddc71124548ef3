# builtins.listToAttrs of a set.
builtins.listToAttrs { }
