# builtins.catAttrs with a name that is no string.
builtins.catAttrs 1 [ ]
