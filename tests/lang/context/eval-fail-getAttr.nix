# builtins.getAttr with a name that has context.
builtins.getAttr (builtins.appendContext "a" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a" = { path = true; }; }) { a = 1; }
