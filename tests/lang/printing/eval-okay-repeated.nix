# Sets and lists that were printed before: only cycles in strict results.
let
  shared = { s = 1; };
  cyclic = { self = cyclic; n = 1; };
  list = [ 1 list ];
in {
  twice = [ shared shared ];
  lists = let l = [ 1 ]; in [ l l ];
  emptyTwice = let e = { }; l = [ ]; in [ e e l l ];
  inherit cyclic list;
  nested = { a = shared; b = { c = shared; }; };
  mutual = let a = { inherit b; }; b = { inherit a; }; in a;
}
