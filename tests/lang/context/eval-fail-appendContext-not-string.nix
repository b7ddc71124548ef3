# builtins.appendContext to an integer.
builtins.appendContext 1 { }
