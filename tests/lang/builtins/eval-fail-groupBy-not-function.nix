# builtins.groupBy without a function.
builtins.groupBy 1 [ ]
