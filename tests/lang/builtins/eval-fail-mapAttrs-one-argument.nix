# builtins.mapAttrs with a function of one argument.
builtins.mapAttrs (n: n) { a = 1; }
