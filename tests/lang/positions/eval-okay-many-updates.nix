# Where attributes were defined, through more updates than places are kept apart for.
let
  inherit (builtins) elemAt foldl' genList length mapAttrs removeAttrs unsafeGetAttrPos;
  line = set: name:
    let place = unsafeGetAttrPos name set; in if place == null then null else place.line;
  lines = set: mapAttrs (name: _: line set name) set;
  sites = [
    (i: { a = i; b = i; })
    (i: {
      b = i;
      "d${toString (i - i / 5 * 5)}" = i;
    })
    (i: mapAttrs (_: x: x) { a = i; c = i; })
    (i: removeAttrs ({ a = i; } // { b = i; c = i; }) [ "b" ])
    (i: builtins.listToAttrs [ { name = "e"; value = i; } ])
    (i: { f = i; } // { g = i; a = i; })
  ];
  part = k: i: elemAt sites (i * k - i * k / length sites * length sites) i;
  left = n: k: foldl' (set: i: set // part k i) { } (genList (i: i) n);
  right = n: k: foldl' (set: i: part k i // set) { } (genList (i: i) n);
in
map lines [
  (left 3 1) (left 40 1) (left 200 1) (left 500 5) (left 131 2)
  (right 3 1) (right 40 1) (right 200 1) (right 500 5) (right 131 2)
  (left 100 1 // right 100 5)
  (right 100 1 // left 100 5 // removeAttrs (left 90 1) [ "a" "e" ])
  (builtins.intersectAttrs { a = 1; d3 = 1; g = 1; } (left 140 1) // right 5 2)
]
