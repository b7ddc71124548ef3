# An input that no store has.
(derivation { name = "a"; builder = "b"; system = "s"; x = builtins.appendContext "" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a.drv" = { outputs = [ "out" ]; }; }; }).drvPath
