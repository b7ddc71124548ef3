# builtins.partition without a function.
builtins.partition null [ ]
