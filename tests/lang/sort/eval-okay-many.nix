# Sorting two hundred scattered numbers, stably.
let
  next = x: let y = x * 1103 + 12345; in y - (y / 10007) * 10007;
  numbers = (builtins.foldl' (s: i: { x = next s.x; l = s.l ++ [ { inherit i; k = s.x / 100; } ]; }) { x = 42; l = [ ]; } (builtins.genList (i: i) 200)).l;
  sorted = builtins.sort (a: b: a.k < b.k) numbers;
  pairs = builtins.genList (i: { a = builtins.elemAt sorted i; b = builtins.elemAt sorted (i + 1); }) 199;
in {
  ordered = builtins.all (p: p.a.k <= p.b.k) pairs;
  stable = builtins.all (p: p.a.k != p.b.k || p.a.i < p.b.i) pairs;
  keys = map (x: x.k) sorted;
  byBoth = map (x: x.i) (builtins.sort (a: b: if a.k == b.k then a.i > b.i else a.k > b.k) numbers);
  odd = builtins.sort (a: b: builtins.bitAnd a 1 > builtins.bitAnd b 1) (builtins.genList (i: i) 40);
}
