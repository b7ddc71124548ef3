# builtins.toJSON of values of every kind.
with builtins; {
  scalars = map toJSON [ 1 (-1) 9223372036854775807 true false null ];
  floats = map toJSON [ 0.0 1.0 1.5 0.1 (1.0 / 3) 1.0e20 1.0e21 1.0e16 1.0e15 123456.789 1.0e-5 1.0e-4 1.0e-7 (-2.5) (0.0 * -1) 1.0e100 2.2250738585072014e-308 1.7976931348623157e308 100000.0 1234567890123456789.0 ];
  notFinite = map toJSON [ (1.0e308 * 10) (-1.0e308 * 10) ((1.0e308 * 10) - (1.0e308 * 10)) ];
  strings = map toJSON [ "" "a" "a\"b" "a\\b" "a/b" "a\nb" "a\tb" "a\rb" "é" "€😀" "<&>'" "" "" ];
  control = toJSON (fromJSON "\"\\u0001\\u001f\\b\\f\\u007f\"");
  lists = map toJSON [ [ ] [ 1 ] [ [ ] { } ] [ 1 "a" null true 1.5 ] ];
  sets = map toJSON [ { } { a = 1; } { b = 1; a = 2; } { "a b" = { c = [ ]; }; "" = 0; "\"" = 1; } ];
  outPath = toJSON { outPath = "/x"; other = throw "not looked at"; };
  outPathSet = toJSON { outPath = { a = 1; }; };
  outPathInt = toJSON { outPath = 1; };
  outPathNested = toJSON { outPath = { outPath = [ 1 ]; }; };
  withToString = toJSON { __toString = self: "ts"; other = throw "not looked at"; };
  toStringWins = toJSON { outPath = "o"; __toString = self: "t"; };
  inList = toJSON [ { outPath = "/x"; } { __toString = s: "y"; } ];
  rec_ = toJSON (rec { a = b; b = 1; });
}
