# builtins.zipAttrsWith: lists in order, function called lazily for each name.
with builtins; {
  simple = zipAttrsWith (n: vs: vs) [ { a = 1; b = 2; } { b = 3; } { a = 4; } ];
  names = zipAttrsWith (n: vs: n) [ { z = 1; } { a = 1; } ];
  empty = zipAttrsWith (n: vs: throw "never") [ ];
  emptySets = zipAttrsWith (n: vs: throw "never") [ { } { } ];
  lazyFunction = attrNames (zipAttrsWith (n: vs: throw "lazy") [ { a = 1; } ]);
  lazyValues = zipAttrsWith (n: vs: length vs) [ { a = throw "x"; } { a = throw "y"; } ];
  functionForced = (tryEval (zipAttrsWith (throw "forced") [ ])).success;
  functor = zipAttrsWith { __functor = s: n: vs: [ n vs ]; } [ { a = 1; } ];
}
