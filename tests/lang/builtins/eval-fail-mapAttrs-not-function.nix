# builtins.mapAttrs without a function.
builtins.mapAttrs 1 { a = 1; }
