# A string that refers to nothing.
builtins.outputOf "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a.drv" "out"
