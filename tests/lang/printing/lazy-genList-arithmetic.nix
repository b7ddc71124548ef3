# What was computed at once looks unevaluated until it is needed.
let
  long = builtins.genList (n: n * 2) 520;
  some = builtins.foldl' (a: b: if a > 5 then a else a + b) 0 long;
in
builtins.seq some (builtins.seq (builtins.elemAt long 519) long)
