# builtins.groupBy over no list.
builtins.groupBy (x: "a") { }
