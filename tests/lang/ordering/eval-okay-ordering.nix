# <, <=, >, >= on everything that has an order.
let all = a: b: [ (a < b) (a <= b) (a > b) (a >= b) ]; in {
  ints = [ (all 1 2) (all 2 1) (all 1 1) (all (-1) 1) ];
  limits = all (-9223372036854775807 - 1) 9223372036854775807;
  floats = [ (all 1.5 2.5) (all 1.5 1.5) (all (0.0 * -1) 0.0) ];
  mixed = [ (all 1 1.5) (all 1.5 1) (all 1 1.0) ];
  infinite = [ (all 1 (1.0e308 * 10)) (all (-1.0e308 * 10) 1) ];
  strings = [ (all "a" "b") (all "" "a") (all "a" "a") (all "a" "A") (all "ab" "b") (all "é" "z") ];
  paths = [ (all /a /b) (all /a /a/b) (all /a-b /a/b) ];
  lists = [ (all [ ] [ ]) (all [ ] [ 1 ]) (all [ 1 2 ] [ 1 ]) (all [ 1 2 ] [ 1 3 ]) (all [ 2 ] [ 1 9 ]) ];
  nestedLists = all [ [ 1 ] ] [ [ 1 2 ] ];
  mixedLists = all [ 1 "a" ] [ 1.0 "b" ];
  equalPrefixOfAnything = [ { a = 1; } 1 ] < [ { a = 1; } 2 ];
}
