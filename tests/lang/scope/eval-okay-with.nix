# `with`: dynamic scope looked up from inside out, after every lexical name, set forced on first need.
{
  innerFirst = with { a = 1; b = 1; }; with { b = 2; }; [ a b ];
  innermostMissing = with { a = 1; }; with { }; a;
  outerNotForced = with throw "outer"; with { a = 1; }; a;
  lexicalBetween = with { a = 1; }; let b = 2; in with { b = 3; c = 4; }; [ a b c ];
  attrNamesOfWith = with { x = 1; }; let f = y: x + y; in f 2;
  setForcedOnce = let s = builtins.trace "forced once" { a = 1; b = 2; }; in with s; a + b;
  recWithSelf = let s = with s; { a = 1; b = 2; }; in s.b;
  nameOfGlobalPrimops = with { toString = "x"; }; builtins.typeOf toString;
  shadowedByFormals = ({ a }: with { a = 2; }; a) { a = 1; };
  inInherit = with { q = 1; }; { inherit q; };
  inInterpolation = with { q = "z"; }; "a${q}b";
  inOr = with { s = { }; }; s.a or 3;
  hasAttr = with { s = { a = 1; }; }; s ? a;
  deepLambda = with { k = 10; }; builtins.map (x: builtins.map (y: x + y + k) [ 1 2 ]) [ 3 ];
  valueIsLazy = with { a = throw "lazy"; b = 1; }; b;
  thunkCapture = builtins.length (with { a = throw "lazy"; }; [ a a ]);
}
