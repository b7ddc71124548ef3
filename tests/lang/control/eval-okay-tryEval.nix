# tryEval: what it catches, how far it forces.
with builtins; {
  value = tryEval 1;
  thrown = tryEval (throw "x");
  asserted = tryEval (assert false; 1);
  lookup = tryEval (<nonexistent-aionix>);
  shallow = (tryEval { a = throw "x"; }).success;
  shallowList = length (tryEval [ (throw "x") ]).value;
  deep = tryEval (deepSeq { a = throw "x"; } 1);
  nested = tryEval (tryEval (throw "x"));
  insideBuiltin = tryEval (map (x: x) (throw "x"));
  elementsOfMap = (tryEval (map (x: throw "x") [ 1 ])).success;
  throughCalls = tryEval ((x: y: throw "x") 1 2);
  inInterpolation = tryEval "a${throw "x"}";
  inCondition = tryEval (if throw "x" then 1 else 2);
  again = let x = throw "x"; in [ (tryEval x) (tryEval x) ];
  valueIsFalse = (tryEval (throw "x")).value;
  functionValue = (tryEval (x: x)).success;
  withContextMessage = tryEval (addErrorContext "context" (throw "x"));
  importThrows = tryEval (import ./data/throws.nix);
}
