# builtins.all over no list.
builtins.all (x: true) 1
