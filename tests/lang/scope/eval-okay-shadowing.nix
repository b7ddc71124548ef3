# Every kind of binding may shadow every other.
let x = "let"; in {
  letOverLet = let x = "inner"; in x;
  lambda = (x: x) "lambda";
  formal = ({ x }: x) { x = "formal"; };
  defaulted = ({ x ? "default" }: x) { };
  at = (x@{ ... }: x.y) { y = "at"; };
  recSet = (rec { x = "rec"; y = x; }).y;
  plainSetDoesNot = ({ x = "set"; y = x; }).y;
  withDoesNot = with { x = "with"; }; x;
  letInLambda = (x: let x = "let in lambda"; in x) 1;
  lambdaInLet = let x = "a"; f = x: x; in f "b";
  inheritKeeps = { inherit x; }.x;
  recInheritKeeps = (rec { inherit x; y = x; }).y;
  letInheritKeeps = let inherit x; in x;
  builtinsShadowed = let toString = y: "mine"; in toString 1;
  nested = (x: (x: (x: x) (x + "3")) (x + "2")) "1";
  sameNameArgs = (x: x: x) 1 2;
  letRecursion = let f = x: if x == 0 then "done" else f (x - 1); in f 3;
  outerThroughWith = with { y = x; }; y;
  withInsideRec = rec { a = with { x = "w"; z = 1; }; [ x z ]; }.a or null;
}
