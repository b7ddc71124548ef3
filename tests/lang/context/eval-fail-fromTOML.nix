# builtins.fromTOML of a string with context.
builtins.fromTOML (builtins.appendContext "a" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a" = { path = true; }; })
