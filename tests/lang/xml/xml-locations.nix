# The result as XML with places of attributes.
rec {
  a = 1;
  b.c = 2; "d e" = 3;
  f = { x,
        y ? 1 }: x;
  g = n: n;
  inherit (builtins) length;
  inherit (h) i;
  h = { i = 1; } // { j = 2; };
  m = builtins.mapAttrs (n: v: v) { k = 1; };
  l = builtins.listToAttrs [ { name = "q"; value = 1; } ];
}
