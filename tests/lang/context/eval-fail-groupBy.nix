# builtins.groupBy into a group whose name has context.
builtins.groupBy (x: x) [ (builtins.appendContext "a" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a" = { path = true; }; }) ]
