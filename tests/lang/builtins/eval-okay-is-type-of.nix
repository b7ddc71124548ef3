# builtins.typeOf and the is… family over a value of every type.
with builtins;
let values = [ 1 1.5 true null "s" ''i'' /p x:x [ ] { } (x: x) map (map 1) { __functor = s: x: x; } { outPath = "/x"; } ];
in {
  typeOf = map typeOf values;
  isAttrs = map isAttrs values;
  isBool = map isBool values;
  isFloat = map isFloat values;
  isFunction = map isFunction values;
  isInt = map isInt values;
  isList = map isList values;
  isNull = map isNull values;
  isPath = map isPath values;
  isString = map isString values;
  shallow = map isAttrs [ { a = throw "lazy"; } ] ++ map isList [ [ (throw "lazy") ] ];
}
