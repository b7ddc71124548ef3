# builtins.groupBy: groups in name order, members in list order.
with builtins; {
  parity = groupBy (x: if bitAnd x 1 == 0 then "even" else "odd") [ 1 2 3 4 5 ];
  empty = groupBy (x: throw "never") [ ];
  sets = groupBy (x: x.k) [ { k = "b"; v = 1; } { k = "a"; v = 2; } { k = "b"; v = 3; } ];
  lazyValues = mapAttrs (n: length) (groupBy (x: "k") [ (throw "a") (throw "b") ]);
  identity = groupBy (x: x) [ "z" "a" "z" "" ];
  functor = groupBy { __functor = s: toString; } [ 1 2 1 ];
}
