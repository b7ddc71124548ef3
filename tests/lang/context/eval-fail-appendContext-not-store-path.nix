# builtins.appendContext with a path outside the store.
builtins.appendContext "a" { "/tmp/x" = { path = true; }; }
