# A flag that is no Boolean.
builtins.appendContext "" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a".path = 1; }
