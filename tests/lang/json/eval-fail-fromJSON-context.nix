# builtins.fromJSON of a string with context.
builtins.fromJSON (builtins.appendContext "1" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a" = { path = true; }; })
