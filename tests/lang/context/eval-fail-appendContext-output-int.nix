# An output whose name is a number.
builtins.appendContext "" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a.drv".outputs = [ 1 ]; }
