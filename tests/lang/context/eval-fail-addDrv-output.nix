# builtins.addDrvOutputDependencies of an output.
builtins.addDrvOutputDependencies (builtins.appendContext "a" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a.drv" = { outputs = [ "out" ]; }; })
