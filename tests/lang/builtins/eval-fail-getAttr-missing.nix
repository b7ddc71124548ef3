# builtins.getAttr of a missing attribute.
builtins.getAttr "b" { a = 1; }
