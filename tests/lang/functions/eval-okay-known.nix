# Known functions whose arguments are arithmetic: what is lazy still shows as such.
let
  count = n: if n == 0 then "done" else count (n - 1);
  sum = n: acc: if n == 0 then acc else sum (n - 1) (acc + n);
  keep = n: { a = n; b = [ n ]; };
  pass = n: keep n;
  through = n: if n > 2 then pass (n + 1) else through (n + 1);
  unused = n: m: if n == 0 then 0 else unused (n - 1) (m + 1);
  even = n: if n == 0 then true else odd (n - 1);
  odd = n: if n == 0 then false else even (n - 1);
  inside = n: (x: x + n) 1;
  twice = f: n: f (f n);
  delayed = n: let m = n + 1; in m * 2;
  floats = n: if n > 3.0 then n else floats (n + 1.5);
  texts = n: if builtins.stringLength n > 3 then n else texts (n + "a");
  show = x: builtins.trace x (builtins.trace [ x ] null);
  shown = n: show (n + 1);
  four = a: b: c: d: a + b + c + d;
  partial = n: let g = four (n + 1) (n + 2); in g (n - 1) (n - 2);
  tries = n: builtins.tryEval (if n == 1 then throw "one" else n);
  min = 0 - 9223372036854775807 - 1;
  lower = n: if n < min + 3 then n else lower (n - 1);
in
[
  (count 10)
  (sum 10 0)
  (keep (1 + 1))
  (through 1)
  (unused 3 9223372036854775805)
  (unused 3 (throw "never"))
  (map even [ 4 7 ])
  (inside (1 + 2))
  (twice (n: n + 1) 1)
  (delayed (2 + 3))
  (floats 0)
  (texts "a")
  (shown 1)
  (partial 5)
  (tries (2 - 1))
  (tries (1 + 1))
  (lower (min + 5))
]
