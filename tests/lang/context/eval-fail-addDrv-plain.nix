# builtins.addDrvOutputDependencies of a string without context.
builtins.addDrvOutputDependencies "a"
