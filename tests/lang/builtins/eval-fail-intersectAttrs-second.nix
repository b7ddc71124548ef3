# builtins.intersectAttrs with no set second.
builtins.intersectAttrs { } [ ]
