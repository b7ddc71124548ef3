# builtins.hasContext of an integer.
builtins.hasContext 1
