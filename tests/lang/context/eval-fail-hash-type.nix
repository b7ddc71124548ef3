# builtins.hashString with an algorithm that has context.
builtins.hashString (builtins.appendContext "a" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a" = { path = true; }; }) "a"
