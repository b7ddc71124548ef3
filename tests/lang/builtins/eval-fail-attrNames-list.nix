# builtins.attrNames of a list.
builtins.attrNames [ 1 ]
