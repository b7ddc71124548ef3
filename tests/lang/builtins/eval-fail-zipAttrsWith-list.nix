# builtins.zipAttrsWith over no list.
builtins.zipAttrsWith (n: v: v) { }
