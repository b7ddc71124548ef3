# toString of everything that has one.
{
  ints = map toString [ 0 1 (-1) 9223372036854775807 (-9223372036854775807 - 1) ];
  floats = map toString [ 0.0 1.0 1.5 0.1 (-2.25) 1.0e10 1.0e100 1.0e-7 123456789.123456789 (0.0 * -1) 1.0e15 1.0e16 3.0000005 0.9999999 ];
  infinite = map toString [ (1.0e308 * 10) (-1.0e308 * 10) ];
  strings = map toString [ "" "a" "a\nb" "é" ];
  booleans = map toString [ true false ];
  null_ = toString null;
  paths = map toString [ /a /a/b/../c /. ];
  emptyList = toString [ ];
  list = toString [ 1 "a" true false null 1.5 /p ];
  nestedLists = toString [ [ 1 [ 2 3 ] ] [ ] [ [ ] ] 4 ];
  emptyStringInList = toString [ "" "a" "" ];
  trailingEmptyList = toString [ 1 [ ] ];
  leadingEmptyList = toString [ [ ] 1 ];
  listOfEmpties = toString [ [ ] [ ] [ ] ];
  falseInList = toString [ false false ];
  nullInList = toString [ null null 1 ];
  set = toString { outPath = "/op"; };
  setToString = toString { __toString = self: "ts"; };
  setToStringResult = map (v: toString { __toString = self: v; }) [ 1 1.5 true null [ 1 2 ] ];
  outPathResult = map (v: toString { outPath = v; }) [ "s" /p { outPath = "deep"; } 1 true [ 1 2 ] ];
  setInList = toString [ { outPath = "/x"; } { __toString = s: "y"; } ];
  toStringWinsOverOutPath = toString { outPath = "o"; __toString = s: "t"; };
  selfAccess = toString { a = "x"; __toString = self: self.a + "y"; };
}
