# builtins.stringLength of a list.
builtins.stringLength [ "a" ]
