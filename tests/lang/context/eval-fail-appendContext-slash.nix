# A derivation with a slash behind it is no name of a derivation.
builtins.appendContext "" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a.drv/".outputs = [ "out" ]; }
