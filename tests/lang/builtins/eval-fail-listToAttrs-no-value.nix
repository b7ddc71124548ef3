# builtins.listToAttrs with an element without value.
builtins.listToAttrs [ { name = "a"; valeu = 1; } ]
