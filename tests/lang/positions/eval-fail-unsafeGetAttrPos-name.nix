# builtins.unsafeGetAttrPos with a name that is no string.
builtins.unsafeGetAttrPos 1 { }
