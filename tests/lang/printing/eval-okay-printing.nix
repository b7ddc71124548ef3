# Strict printing of values of every kind.
let f = x: x; in [
  0 (-1) 1.0 1.5e10 1.0e100 true false null
  "string" "with \"quotes\" and \${dollar} and \\ and \n and \t"
  /a/path
  [ ] [ 1 ] [ [ ] ] [ [ 1 ] [ 2 ] ]
  { } { a = 1; } { a.b.c = 1; } { "needs quotes" = 1; "with\"quote" = 2; "" = 3; }
  (x: x) f ({ a, b ? 1 }: a) builtins.map (builtins.map f)
  { __functor = self: x: x; }
  { type = "derivation"; }
  { type = "derivation"; drvPath = "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a.drv"; name = "a"; }
  { outPath = "/x"; }
  { __toString = self: "not used"; }
  (-1.5) [ (-1) ]
]
