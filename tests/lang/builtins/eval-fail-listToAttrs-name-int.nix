# builtins.listToAttrs with a name that is no string.
builtins.listToAttrs [ { name = 1; value = 1; } ]
