# builtins.mapAttrs whose function throws.
builtins.mapAttrs (n: v: throw "for ${n}") { a = 1; b = 2; }
