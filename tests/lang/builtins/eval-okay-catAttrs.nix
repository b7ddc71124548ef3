# builtins.catAttrs: in list order, skipping sets without the attribute, values lazy.
with builtins; {
  simple = catAttrs "a" [ { a = 1; } { b = 2; } { a = 3; } ];
  none = catAttrs "z" [ { a = 1; } ];
  empty = catAttrs "a" [ ];
  lazy = length (catAttrs "a" [ { a = throw "lazy"; } { } ]);
  nulls = catAttrs "a" [ { a = null; } ];
  oddName = catAttrs "a b" [ { "a b" = 1; } ];
  partial = map (catAttrs "x") [ [ { x = 1; } ] [ ] ];
}
