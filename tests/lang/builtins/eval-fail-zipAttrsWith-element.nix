# builtins.zipAttrsWith over an element that is no set.
builtins.zipAttrsWith (n: v: v) [ { } 1 ]
