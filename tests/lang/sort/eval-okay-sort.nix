# builtins.sort: stable, by any comparator, lazy in what the comparator ignores.
with builtins; {
  ints = sort lessThan [ 3 1 2 ];
  empty = sort (throw "not forced") [ ];
  one = sort (a: b: throw "not called") [ 1 ];
  oneForced = (tryEval (sort (a: b: throw "not called") [ (throw "x") ])).success;
  descending = sort (a: b: a > b) [ 1 3 2 ];
  strings = sort lessThan [ "b" "a" "" "ab" "B" ];
  mixedNumbers = sort lessThan [ 2 1.5 1 0.5 ];
  stable = map (x: x.n) (sort (a: b: a.k < b.k) [ { k = 1; n = "a"; } { k = 0; n = "b"; } { k = 1; n = "c"; } { k = 0; n = "d"; } ]);
  stableEqual = sort (a: b: false) [ 3 1 2 ];
  alwaysTrue = sort (a: b: true) [ 1 2 3 ];
  alwaysTrueFour = sort (a: b: true) [ 1 2 3 4 ];
  alwaysTrueMany = sort (a: b: true) (genList (x: x) 20);
  lessOrEqual = map (x: x.n) (sort (a: b: a.k <= b.k) [ { k = 1; n = "a"; } { k = 0; n = "b"; } { k = 1; n = "c"; } { k = 0; n = "d"; } { k = 1; n = "e"; } ]);
  duplicates = sort lessThan [ 2 1 2 1 ];
  lists = sort lessThan [ [ 2 ] [ 1 2 ] [ 1 ] [ ] ];
  paths = sort lessThan [ /b /a /a/c ];
  already = sort lessThan [ 1 2 3 4 5 ];
  reversed = sort lessThan (genList (x: 30 - x) 30);
  functor = sort { __functor = s: a: b: a < b; } [ 2 1 ];
  runs = sort lessThan [ 1 5 9 2 6 10 3 7 11 0 ];
  partial = map (sort lessThan) [ [ 2 1 ] [ ] ];
}
