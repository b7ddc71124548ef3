# builtins.splitVersion of null.
builtins.splitVersion null
