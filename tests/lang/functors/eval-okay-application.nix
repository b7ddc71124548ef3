# Application: currying, partial primops, extra arguments, laziness of arguments.
with builtins; {
  curried = (a: b: c: [ a b c ]) 1 2 3;
  partialLambda = map ((a: b: a + b) 1) [ 1 2 ];
  partialPrimop = let p = substring 1; q = p 2; in q "abcd";
  primopReturnsFunction = (elemAt [ (x: x + 1) ] 0) 1;
  tooMany = (foldl' (f: x: f x) (a: b: a + b)) [ 1 2 ];
  lazyUnused = (x: 1) (throw "x");
  lazyInSet = ({ a, ... }: 1) { a = throw "x"; };
  eta = (f: x: f x) (x: x) 1;
  yCombinator = (f: (x: x x) (x: f (y: x x y))) (self: n: if n == 0 then 1 else n * self (n - 1)) 6;
  shadow = (x: (x: x) 2 + x) 1;
  patternThenPlain = ({ a }: b: a + b) { a = 1; } 2;
  ignoredName = (_: 5) null;
  setOfFunctions = mapAttrs (n: f: f 4) { double = x: x * 2; neg = x: -x; };
}
