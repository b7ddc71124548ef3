# builtins.lessThan over everything that has an order.
with builtins; {
  ints = [ (lessThan 1 2) (lessThan 2 1) (lessThan 1 1) (lessThan (-1) 0) ];
  mixed = [ (lessThan 1 1.5) (lessThan 1.5 2) (lessThan 1.0 1) (lessThan 1 1.0) ];
  strings = [ (lessThan "a" "b") (lessThan "a" "aa") (lessThan "" "a") (lessThan "Z" "a") (lessThan "10" "9") ];
  paths = [ (lessThan /a /b) (lessThan /a/b /a-b) (lessThan /a /a) ];
  lists = [ (lessThan [ ] [ 1 ]) (lessThan [ 1 ] [ ]) (lessThan [ 1 2 ] [ 1 3 ]) (lessThan [ 1 ] [ 1 0 ]) (lessThan [ ] [ ]) (lessThan [ 2 ] [ 1 5 ]) ];
  nestedLists = lessThan [ [ 1 ] [ 2 ] ] [ [ 1 ] [ 3 ] ];
  listsWithEqualOddities = lessThan [ null true { } 1 ] [ null true { } 2 ];
  listStops = lessThan [ 1 (throw "x") ] [ 2 (throw "y") ];
  bigIntsExact = lessThan 9007199254740992 9007199254740993;
  bigIntToFloat = [ (lessThan 9007199254740993 9007199254740992.0) (lessThan 9007199254740992.0 9007199254740993) ];
  partial = map (lessThan 2) [ 1 2 3 ];
}
