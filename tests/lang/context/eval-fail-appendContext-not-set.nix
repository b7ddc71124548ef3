# builtins.appendContext with no set.
builtins.appendContext "a" 1
