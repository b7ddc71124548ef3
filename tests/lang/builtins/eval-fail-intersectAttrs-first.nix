# builtins.intersectAttrs with no set first.
builtins.intersectAttrs 1 { }
