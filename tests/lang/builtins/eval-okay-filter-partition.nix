# builtins.filter and partition keep the order; elements stay lazy if the predicate does not look.
with builtins; {
  filter = filter (x: x > 1) [ 1 2 3 1 4 ];
  none = filter (x: false) [ 1 2 ];
  all = filter (x: true) [ 1 2 ];
  empty = filter (x: throw "never") [ ];
  filterFunctionNotForced = filter (throw "?") [ ];
  lazy = length (filter (x: true) [ (throw "x") ]);
  partition = partition (x: x > 2) [ 1 5 2 4 3 ];
  partitionEmpty = partition (x: throw "never") [ ];
  partitionForcesElements = (tryEval (partition (x: true) [ (throw "x") ])).success;
  functor = filter { __functor = s: x: x == s.k; k = 2; } [ 1 2 3 2 ];
  partial = map (filter isString) [ [ 1 "a" ] [ "b" ] ];
}
