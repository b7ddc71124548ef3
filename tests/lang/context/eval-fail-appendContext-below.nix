# A file inside a store object.
builtins.appendContext "" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a/b".path = true; }
