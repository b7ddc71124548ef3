# builtins.all and any: stop at the first that decides; empty lists.
with builtins; {
  all = [ (all (x: x > 0) [ 1 2 3 ]) (all (x: x > 1) [ 1 2 3 ]) (all (x: throw "never") [ ]) ];
  any = [ (any (x: x > 2) [ 1 2 3 ]) (any (x: x > 3) [ 1 2 3 ]) (any (x: throw "never") [ ]) ];
  allStops = all (x: if x == 2 then false else if x == 3 then throw "too far" else true) [ 1 2 3 ];
  anyStops = any (x: if x == 2 then true else if x == 3 then throw "too far" else false) [ 1 2 3 ];
  elementsAreLazy = all (x: true) [ (throw "a") (throw "b") ];
  functor = any { __functor = self: x: x == self.want; want = 3; } [ 1 2 3 ];
  partial = map (all isInt) [ [ 1 ] [ 1 "a" ] [ ] ];
  functionForcedEvenIfEmpty = (tryEval (all (throw "forced") [ ])).success;
  anyFunctionForcedEvenIfEmpty = (tryEval (any (throw "forced") [ ])).success;
}
