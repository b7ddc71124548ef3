# builtins.appendContext with a value that is no set.
builtins.appendContext "a" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a" = 1; }
