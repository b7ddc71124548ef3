# builtins.split with a pattern that has context.
builtins.split (builtins.appendContext "a" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a" = { path = true; }; }) "a"
