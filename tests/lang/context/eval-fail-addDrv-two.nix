# builtins.addDrvOutputDependencies of a string with a context of two.
builtins.addDrvOutputDependencies ((builtins.appendContext "a" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a" = { path = true; }; }) + builtins.appendContext "b" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-b.drv" = { path = true; }; })
