# builtins.fromJSON: every kind of value, numbers at their limits, escapes, spacing, duplicates.
with builtins; {
  scalars = map fromJSON [ "1" "-1" "0" "-0" "true" "false" "null" "\"a\"" ];
  spaces = fromJSON " \t\r\n [ 1 , 2 ] \n";
  integers = map fromJSON [ "9223372036854775807" "-9223372036854775808" ];
  tooBigForInt = map fromJSON [ "18446744073709551616" "-9223372036854775809" "100000000000000000000" ];
  floats = map fromJSON [ "1.0" "1e3" "1E3" "1e+3" "1e-3" "0.1" "-0.0" "1.5e300" "1.0e-400" "0e0" "12345678901234567890.5" ];
  types = map (s: typeOf (fromJSON s)) [ "1" "1.0" "1e0" "-0" "-0.0" "18446744073709551616" "[]" "{}" "\"\"" "null" "true" ];
  strings = map fromJSON [ "\"\"" "\"a\\nb\\t\\\"\\\\\\/\\b\\f\\r\"" "\"\\u00e9\\u20ac\"" "\"\\ud83d\\ude00\"" "\"é\"" "\"\\u0001\"" ];
  lists = map fromJSON [ "[]" "[1]" "[[],{}]" "[1,\"a\",null]" ];
  objects = map fromJSON [ "{}" "{\"a\":1}" "{\"b\":1,\"a\":{\"c\":[]}}" "{\"\":0,\"a b\":1}" ];
  duplicates = fromJSON "{\"a\":1,\"b\":2,\"a\":3}";
  deep = fromJSON "[[[[[[1]]]]]]";
  roundTrip = let v = { a = [ 1 2.5 "x" null true { } ]; }; in fromJSON (toJSON v) == v;
  lengthOfEscapes = stringLength (fromJSON "\"\\ud83d\\ude00\\u00e9\"");
  nameOrder = attrNames (fromJSON "{\"z\":1,\"a\":2}");
}
