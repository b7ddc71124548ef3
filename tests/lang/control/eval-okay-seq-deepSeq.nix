# seq forces to the outermost constructor, deepSeq everything.
with builtins; {
  seq = seq 1 2;
  seqShallow = seq { a = throw "lazy"; } (seq [ (throw "lazy") ] 3);
  seqForces = (tryEval (seq (throw "x") 1)).success;
  seqSecondLazy = (x: 4) (seq (throw "x") 1);
  deepSeq = deepSeq [ 1 { a = [ 2 ]; } ] 5;
  deepSeqForces = map (v: (tryEval (deepSeq v 1)).success) [ [ (throw "x") ] { a = throw "x"; } { a.b = [ { c = throw "x"; } ]; } ];
  deepSeqCycle = let x = { y = x; z = [ x ]; }; in deepSeq x 6;
  deepSeqFunction = deepSeq (x: throw "not called") 7;
  deepSeqFunctorSet = deepSeq { __functor = s: throw "not called"; } 8;
  deepSeqOutPath = deepSeq { outPath = "x"; } 9;
  result = seq 1 { a = throw "lazy"; } ? a;
  chain = seq 1 (seq 2 (deepSeq 3 10));
}
