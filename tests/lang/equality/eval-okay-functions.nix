# Functions are never equal, yet sets and lists that hold the same one are.
let f = x: x; s = { inherit f; }; g = f; in {
  direct = f == f;
  alias = f == g;
  viaSet = s.f == s.f;
  set = s == s;
  list = let l = [ f ]; in l == l;
  twoSets = { inherit f; } == { inherit f; };
  twoLists = [ f ] == [ f ];
  twoLambdas = [ (x: x) ] == [ (x: x) ];
  primops = builtins.add == builtins.add;
  primopsInList = [ builtins.add ] == [ builtins.add ];
  elem = builtins.elem f [ f ];
  notEqual = f != f;
  withInt = f == 1;
  nested = { a = [ s ]; } == { a = [ s ]; };
  updated = s == (s // { });
  throughArgument = (a: b: [ a ] == [ b ]) f f;
  throughMap = map (x: x) [ f ] == [ f ];
  functors = let k = { __functor = self: x: x; }; in [ (k == k) (k == { inherit (k) __functor; }) ];
}
