# Long lists of integer arithmetic are computed at once, which nobody may be able to tell.
let
  inherit (builtins) elemAt foldl' genList length tryEval;
  n = 1000;
  sum = foldl' (a: b: a + b) 0;
  ends = list: [ (elemAt list 0) (elemAt list 1) (elemAt list 999) (sum list) ];
  shown = f: ends (genList f n);
  from = first: genList (n: first + n) n;
  large = 9223372036854775807;
  failing = genList (x: if x == 7 then throw "seven" else x) n;
  late = genList (x: x + throw "late") n;
  overflowing = genList (x: x + (large - 500)) n;
  by = divisor: genList (x: (x - 500) / divisor) n;
in
[
  (shown (x: x))
  (shown (x: 7))
  (shown (x: -x))
  (shown (x: x * x - 3 * x + 1))
  (shown (x: (x - 500) / 7))
  (shown (x: (x * 7919) - (x * 7919) / 10007 * 10007))
  (shown (x: ((x - 500) / 7 - (x - 300) / 3) / 2 + (x - 999) / 4))
  (elemAt (genList (x: large - x) n) 999)
  (shown (x: x + 0.5))
  (ends (from 5))
  (ends (from (-5)))
  (ends (from 0.25))
  (ends (by 9))
  (ends (by (-9)))
  (tryEval (elemAt failing 7))
  (elemAt failing 8)
  (length late)
  (tryEval (elemAt late 3))
  (elemAt overflowing 500)
  (length (by 0))
  (genList (x: x) n == genList (x: x + 1 - 1) n)
]
