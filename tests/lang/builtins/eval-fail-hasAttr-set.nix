# builtins.hasAttr of no set.
builtins.hasAttr "a" "b"
