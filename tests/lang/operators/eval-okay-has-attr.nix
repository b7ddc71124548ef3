# The `?` operator on everything.
let s = { a.b = { c = 1; }; n = null; "x y" = 1; f = throw "not forced"; }; k = "a"; in [
  (s ? a) (s ? z) (s ? a.b) (s ? a.b.c) (s ? a.b.c.d) (s ? n) (s ? n.x) (s ? "x y") (s ? ${k}) (s ? ${k}.b) (s ? "${k}") (s ? f)
  (1 ? a) ("a" ? a) (null ? a) ([ ] ? a) ((x: x) ? a) (! s ? z) (s ? a && s ? n)
]
