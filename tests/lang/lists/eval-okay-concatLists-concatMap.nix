# builtins.concatLists and concatMap: order, empties, lazy elements.
with builtins; {
  simple = concatLists [ [ 1 2 ] [ ] [ 3 ] ];
  empty = concatLists [ ];
  onlyEmpty = concatLists [ [ ] [ ] ];
  oneLevel = concatLists [ [ [ 1 ] ] [ [ [ 2 ] ] ] ];
  lazyElements = length (concatLists [ [ (throw "a") ] [ (throw "b") ] ]);
  mapped = concatMap (x: [ x (x * 10) ]) [ 1 2 3 ];
  mappedEmpty = concatMap (x: [ ]) [ 1 2 ];
  mappedNone = (tryEval (concatMap (throw "forced") [ ])).success;
  mappedLazy = length (concatMap (x: [ (throw "x") ]) [ 1 2 ]);
  mappedArgLazy = concatMap (x: [ 1 ]) [ (throw "x") ];
  functor = concatMap { __functor = self: x: [ x ]; } [ 1 ];
  partial = map (concatMap (x: [ x x ])) [ [ 1 ] [ 2 ] ];
}
