# The ? operator with a name that has context.
{ } ? ${(builtins.appendContext "a" { "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a" = { path = true; }; })}
