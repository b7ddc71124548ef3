# What trace shows of values that were forced before.
let
  s = { a = 1 + 1; b = [ (2 + 2) ]; c = { d = "x" + "y"; }; };
  forced = builtins.deepSeq s s;
  cyclic = { self = cyclic; list = [ cyclic ]; };
  f = x: x;
  d = { type = "derivation"; drvPath = "/nix/store/l9ldjc53ry43x24hvq73jx7dx0489mhj-a.drv"; name = "a"; };
in
[
  (builtins.trace forced 1)
  (builtins.trace (builtins.deepSeq cyclic cyclic) 2)
  (builtins.trace [ forced forced ] 3)
  (builtins.trace f 4)
  (builtins.trace { inherit f; } 5)
  (builtins.trace d 6)
  (builtins.trace [ d ] 7)
  (builtins.trace (builtins.genList (x: x) 30) 8)
  (builtins.trace (let l = builtins.genList (x: x) 30; in builtins.deepSeq l l) 9)
  (builtins.trace (builtins.substring 0) 10)
  (builtins.trace { __functor = self: x: x; } 11)
  (builtins.trace (-1) 12)
  (builtins.trace { a = -1; } 13)
  (builtins.trace (1.0e308 * 10) 14)
  (builtins.trace { x.y.z = 1; } 15)
  (builtins.trace [ [ ] { } [ [ ] ] ] 16)
  (builtins.trace "with\ttab" 17)
  (builtins.trace [ "with\ttab and \n newline" ] 18)
  (builtins.trace ({ a, b ? 1 }: a) 19)
  (builtins.trace builtins.add 20)
]
