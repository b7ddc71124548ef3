# What is never evaluated.
with builtins; {
  unusedLet = let x = throw "x"; in 1;
  unusedArgument = (x: 2) (throw "x");
  unusedAttribute = { a = throw "x"; b = 3; }.b;
  unusedElement = elemAt [ (throw "x") 4 ] 1;
  unusedFormal = ({ a, b }: b) { a = throw "x"; b = 5; };
  unusedDefault = ({ a ? throw "x" }: 6) { };
  shortAnd = false && throw "x";
  shortOr = true || throw "x";
  shortImpl = false -> throw "x";
  branch = if true then 7 else throw "x";
  recSet = rec { a = b; b = 8; c = attrNames { x = throw "x"; }; };
  update = ({ a = throw "x"; } // { a = 9; }).a;
  updateLazy = attrNames ({ a = throw "x"; } // { b = throw "y"; });
  concat = length ([ (throw "x") ] ++ [ (throw "y") ]);
  hasAttr = { a = throw "x"; } ? a;
  hasAttrMissing = { a = throw "x"; } ? b;
  memoised = let x = trace "evaluated once" 10; in x + x;
  memoisedAttr = let s = { a = trace "attribute once" 1; }; in s.a + s.a + s.a;
  memoisedElement = let l = [ (trace "element once" 1) ]; in head l + head l;
  memoisedArgument = (x: x + x) (trace "argument once" 1);
  memoisedDefault = ({ a ? trace "default once" 1 }: a + a) { };
  memoisedInherit = let s = trace "source once" { p = 1; q = 2; }; inherit (s) p q; in p + q;
  memoisedInheritSet = let s = { inherit (trace "set source once" { p = 1; q = 2; }) p q; }; in s.p + s.q;
  mapOnce = let l = map (x: trace "mapped once" x) [ 1 ]; in head l + head l;
  mapAttrsOnce = let s = mapAttrs (n: v: trace "attrs mapped once" v) { a = 1; }; in s.a + s.a;
  functionBodyEveryTime = let f = x: trace "called" x; in f 1 + f 1;
  genListOnce = let l = genList (x: trace "generated once" x) 1; in head l + head l;
  infiniteStructure = let ones = { head = 1; tail = ones; }; in ones.tail.tail.tail.head;
  knot = let a = { x = 1; y = a.x + 1; z = a.y + 1; }; in a.z;
  patternForcesSetOnly = ({ ... }: 11) { a = throw "x"; };
  selectDefault = { a = 12; }.a or (throw "x");
  withScope = with { a = throw "x"; b = 13; }; b;
  stringPartsAll = (tryEval "a${throw "x"}").success;
  conditionOfAssert = assert true || throw "x"; 14;
  elementOfFunctionResult = length ((x: [ x x ]) (throw "x"));
}
