# builtins.getAttr of a missing attribute with a similar one.
builtins.getAttr "colour" { color = 1; size = 2; }
