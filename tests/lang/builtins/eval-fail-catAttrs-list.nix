# builtins.catAttrs over no list.
builtins.catAttrs "a" { }
