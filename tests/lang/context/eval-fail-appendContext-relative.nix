# A key that is no absolute path.
builtins.appendContext "" { "nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a".path = true; }
