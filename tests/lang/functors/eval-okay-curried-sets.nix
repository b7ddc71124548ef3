# Functions that return functions that return sets.
let
  mk = { name, ... }@args: extra: args // extra // { full = "${name}-${extra.v or "0"}"; };
  compose = f: g: x: f (g x);
  flip = f: a: b: f b a;
  pipe = builtins.foldl' (x: f: f x);
in {
  made = mk { name = "n"; other = 1; } { v = "2"; };
  mapped = map (mk { name = "m"; }) [ { } { v = "1"; } ];
  composed = compose (x: x + 1) (x: x * 2) 5;
  flipped = flip builtins.sub 1 10;
  piped = pipe 1 [ (x: x + 1) (x: x * 10) toString ];
  partialPrimops = map (f: f 2) [ (builtins.add 1) (builtins.sub 1) (builtins.mul 3) (builtins.div 10) ];
  primopInSet = { op = builtins.add; }.op 1 2;
  returned = (if true then builtins.add else builtins.sub) 3 4;
  letFunction = (let k = 5; in x: x + k) 1;
  withFunction = (with { k = 6; }; x: x + k) 1;
  assertFunction = (assert true; x: x) 7;
}
