# builtins.listToAttrs with an element that is no set.
builtins.listToAttrs [ 1 ]
