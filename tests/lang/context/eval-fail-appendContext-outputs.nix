# builtins.appendContext with outputs of what is no derivation.
builtins.appendContext "a" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a" = { outputs = [ "out" ]; }; }
