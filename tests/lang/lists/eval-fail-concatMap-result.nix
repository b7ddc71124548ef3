# builtins.concatMap with a function that returns no list.
builtins.concatMap (x: x) [ 1 ]
