# As with a parameter.
let
  set = builtins.mapAttrs (name: n: n / 0) { a = 1; };
  f = { a }: let b = a; in b * 2;
in
f set
