# builtins.toXML of values of every kind.
with builtins; {
  scalars = map toXML [ 1 (-1) 1.5 0.1 1.0e20 true false null ];
  strings = map toXML [ "" "a" "<&>\"'" "a\nb" "a\tb\rc" "é" ];
  path = toXML /a/b;
  lists = map toXML [ [ ] [ 1 [ 2 ] ] ];
  sets = map toXML [ { } { b = 1; a = { c = 2; }; } { "a<b" = 1; "" = 2; "\"" = 3; } ];
  functions = map toXML [ (x: x) ({ b, a ? 1 }: a) ({ a, ... }: a) (args@{ b, a, ... }: a) ({ }: 1) ];
  primops = map toXML [ map (map 1) ];
  outPath = toXML { outPath = "/x"; };
  withToString = toXML { __toString = self: "x"; };
  derivation = toXML { type = "derivation"; drvPath = "/d"; outPath = "/o"; name = "n"; inner = { type = "derivation"; drvPath = "/e"; outPath = "/p"; }; };
  derivationTwice = let d = { type = "derivation"; drvPath = "/d"; outPath = "/o"; }; in toXML [ d d ];
  derivationOdd = toXML { type = "derivation"; };
  derivationType = toXML { type = "other"; outPath = "/x"; };
}
