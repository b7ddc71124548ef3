# What goes through JSON and comes back.
let
  trip = v: builtins.fromJSON (builtins.toJSON v);
  deep = n: if n == 0 then "bottom" else if builtins.bitAnd n 1 == 0 then [ (deep (n - 1)) ] else { d = deep (n - 1); };
  values = [ 0 (-1) 9223372036854775807 (-9223372036854775807 - 1) 1.0 0.1 1.0e300 true false null "" "é\n\"\\" [ ] { } [ [ [ ] ] ] { a.b.c = [ 1 ]; } ];
in {
  same = map (v: trip v == v) values;
  sameType = map (v: builtins.typeOf (trip v) == builtins.typeOf v) values;
  deep = trip (deep 100) == deep 100;
  text = map builtins.toJSON values;
  names = builtins.attrNames (trip { b = 1; a = 2; "" = 3; "\n" = 4; });
}
