# == and != between values of every pair of types.
let
  values = [ 0 1 1.0 1.5 true false null "" "1" /a "/a" [ ] [ 1 ] [ 1.0 ] { } { a = 1; } { a = 1.0; } ];
in {
  table = map (a: builtins.concatStringsSep "" (map (b: if a == b then "=" else ".") values)) values;
  notEqual = map (a: builtins.concatStringsSep "" (map (b: if a != b then "#" else ".") values)) values;
  floats = [ (0.1 + 0.2 == 0.3) (0.0 == 0.0 * -1) (1.0e308 * 10 == 1.0e308 * 10) ];
  bigInts = [ (9007199254740993 == 9007199254740992) (9007199254740993 == 9007199254740992.0) (9223372036854775807 == 9223372036854775808.0) ];
  strings = [ ("a" == ''a'') ("é" == "é") ("a" == "b") ];
  paths = [ (/a/b == /a/../a/b) (/a == /a/.) ];
  lists = [ ([ 1 [ 2 ] ] == [ 1 [ 2 ] ]) ([ 1 2 ] == [ 2 1 ]) ([ 1 ] == [ 1 1 ]) ];
  lengthsFirst = [ (throw "x") ] == [ ];
  sets = [ ({ a = 1; b = 2; } == { b = 2; a = 1; }) ({ a = 1; } == { b = 1; }) ({ a = 1; } == { a = 1; b = 2; }) ];
  sizesFirst = { a = throw "x"; } == { };
  namesFirst = { a = 1; b = throw "x"; } == { a = 2; b = throw "y"; };
  nested = { a.b = [ { c = 1; } ]; } == { a = { b = [ { c = 1; } ]; }; };
  recursive = rec { a = 1; b = a; } == { a = 1; b = 1; };
  stops = [ 1 (throw "x") ] == [ 2 (throw "y") ];
  differentNames = { a = throw "x"; } == { b = throw "y"; };
}
