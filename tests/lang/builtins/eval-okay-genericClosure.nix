# builtins.genericClosure: breadth first, first of equal keys wins, keys of every comparable type.
with builtins; {
  simple = genericClosure { startSet = [ { key = 1; } ]; operator = i: if i.key < 4 then [ { key = i.key + 1; } ] else [ ]; };
  breadth = map (x: x.key) (genericClosure { startSet = [ { key = 1; } ]; operator = i: if i.key < 8 then [ { key = i.key * 2; } { key = i.key * 2 + 1; } ] else [ ]; });
  firstWins = genericClosure { startSet = [ { key = 1; v = "first"; } { key = 1; v = "second"; } ]; operator = i: [ { key = 1; v = "third"; } ]; };
  emptyStart = genericClosure { startSet = [ ]; operator = throw "not forced"; };
  noOperator = genericClosure { startSet = [ ]; };
  strings = map (x: x.key) (genericClosure { startSet = [ { key = "b"; } { key = "a"; } { key = "b"; } ]; operator = i: [ ]; });
  floats = map (x: x.key) (genericClosure { startSet = [ { key = 1; } { key = 1.0; } { key = 0.5; } ]; operator = i: [ ]; });
  lists = map (x: x.key) (genericClosure { startSet = [ { key = [ 1 2 ]; } { key = [ 1 ]; } { key = [ 1 2 ]; } ]; operator = i: [ ]; });
  paths = map (x: x.key) (genericClosure { startSet = [ { key = /b; } { key = /a; } { key = /b; } ]; operator = i: [ ]; });
  singleOddKey = genericClosure { startSet = [ { key = true; } ]; operator = i: [ ]; };
  singleNullKey = genericClosure { startSet = [ { key = null; } ]; operator = i: [ ]; };
  otherAttrsLazy = length (genericClosure { startSet = [ { key = 1; v = throw "lazy"; } ]; operator = i: [ ]; });
  operatorOncePerKey = length (genericClosure { startSet = [ { key = 1; } ]; operator = i: [ i i { key = 2; } ]; });
  recursiveSet = map (x: x.key) (genericClosure rec { startSet = [ { key = 0; } ]; operator = i: map (k: { key = k; }) (filter (k: k < 7) [ (i.key + 2) (i.key + 3) ]); });
  orderOfWork = map (x: x.key) (genericClosure { startSet = [ { key = "x"; n = [ "y" "z" ]; } { key = "w"; n = [ "x" ]; } ]; operator = i: map (k: { key = k; n = if k == "y" then [ "q" ] else [ ]; }) i.n; });
}
