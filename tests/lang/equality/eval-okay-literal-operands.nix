# Values of all types compared with string and empty list literals, and as conditions.
let
  context = builtins.substring 0 0 "${builtins.toFile "x" "y"}" + "a";
  values = [
    null true 1 1.5 "a" "" context ./a [ ] [ 1 ] [ [ ] ] { } { a = 1; }
    (x: x) builtins.head (builtins.add 1) { outPath = "a"; type = "derivation"; }
  ];
  dynamic = set: name: set.${name};
in
{
  string = map (v: v == "a") values;
  left = map (v: "a" == v) values;
  notString = map (v: v != "a") values;
  empty = map (v: v == [ ]) values;
  notEmpty = map (v: [ ] != v) values;
  unevaluated = [ (throw "not asked for") ] == [ ];
  emptyString = map (v: v == "") values;
  conditions = map (v: if v == "a" then 1 else if !(v == [ ]) && v != "" then 2 else 3) values;
  implied = map (v: v == "a" -> v != [ ]) values;
  either = map (v: v == "a" || v == [ ] || v == null) values;
  asserted = map (v: assert v != "never"; assert !(v == "never"); 1) values;
  dynamic = [ (dynamic { a = 1; } "a") (dynamic { b = 2; } ("b" + "")) ];
  returned = [ ((x: [ ]) 1) ((x: x == "a") "a") ((x: !x) true) ((x: x ? a) { a = 1; }) ((x: [ x ]) 1) ];
}
