# A dynamic name with string context.
{ ${builtins.appendContext "a" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a" = { path = true; }; }} = 1; }
