# builtins.storePath in pure evaluation.
builtins.storePath "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a"
