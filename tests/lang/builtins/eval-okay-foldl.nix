# builtins.foldl': order of arguments, strictness in the accumulator, lazy elements.
with builtins; {
  sum = foldl' (a: b: a + b) 0 [ 1 2 3 ];
  order = foldl' (a: b: "(${a}${b})") "0" [ "1" "2" "3" ];
  emptyFunctionForced = (tryEval (foldl' (throw "forced") 7 [ ])).success;
  initialUnused = foldl' (a: b: b) (throw "initial") [ 1 ];
  elementsLazy = foldl' (a: b: a + 1) 0 [ (throw "x") (throw "y") ];
  accumulatorForced = (tryEval (foldl' (a: b: if b == 1 then throw "forced" else b) 0 [ 1 2 ])).success;
  accumulatorForcedNotDeeply = foldl' (a: b: { inner = throw "deep"; n = b; }) { } [ 1 2 ] ? n;
  lastResultForced = (tryEval (seq (foldl' (a: b: throw "last") 0 [ 1 ]) 1)).success;
  lists = foldl' (a: b: [ b ] ++ a) [ ] [ 1 2 3 ];
  primop = foldl' sub 10 [ 1 2 3 ];
  functor = foldl' { __functor = self: a: b: a * b; } 1 [ 2 3 4 ];
  curried = foldl' (a: if a > 2 then (b: 100 + b) else (b: a + b)) 0 [ 1 2 3 4 ];
  emptyInitialForced = (tryEval (foldl' (a: b: a) (throw "i") [ ])).success;
}
