# Conditionals, assertions and `with` as expressions.
{
  ifTrue = if true then 1 else throw "no";
  ifFalse = if false then throw "no" else 2;
  ifNested = if true then if false then 1 else 2 else 3;
  ifCondition = if 1 == 1 && !(1 == 2) then "y" else "n";
  assertOk = assert 1 == 1; "ok";
  assertChain = assert true; assert !false; 3;
  withSimple = with { a = 1; }; a;
  withInner = with { a = 1; }; with { a = 2; }; a;
  withDoesNotShadowLet = let a = 1; in with { a = 2; }; a;
  withDoesNotShadowArg = (a: with { a = 2; }; a) 1;
  letInsideWith = with { a = 1; }; let a = 2; in a;
  withLazy = with throw "unused"; 4;
  withUnusedSet = let x = 1; in with throw "unused"; x;
  withFallsThrough = with { a = 1; }; with { b = 2; }; a + b;
  withBuiltins = with builtins; length [ 1 2 ];
  withGlobalWins = with { true = "shadow"; map = "shadow"; }; [ true (map (x: x) [ 1 ]) ];
  withNonGlobal = with { length = x: "mine"; }; length [ ];
  withInLambda = (with { a = 1; }; x: x + a) 2;
  withRec = with rec { a = b; b = 3; }; a;
  withInDefault = with { q = 5; }; ({ a ? q }: a) { };
}
