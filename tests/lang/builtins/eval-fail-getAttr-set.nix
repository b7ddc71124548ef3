# builtins.getAttr of no set.
builtins.getAttr "a" [ ]
