# builtins.unsafeGetAttrPos of no set.
builtins.unsafeGetAttrPos "a" 1
