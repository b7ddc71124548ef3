# builtins.filter over no list.
builtins.filter (x: true) { }
