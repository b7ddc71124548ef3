# builtins.listToAttrs with an element without name.
builtins.listToAttrs [ { value = 1; } ]
