# builtins.concatMap without a function.
builtins.concatMap 1 [ 1 ]
