# builtins.catAttrs over an element that is no set.
builtins.catAttrs "a" [ { a = 1; } 2 ]
