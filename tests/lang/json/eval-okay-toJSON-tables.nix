# Lists of sets with the same names, and what is nearly that.
let
  range = builtins.genList (i: i);
  show = v: builtins.hashString "md5" (builtins.toJSON v);
  odd = f: map (i: if i == 17 then f i else { a = i; b = [ i "s" null ]; }) (range 40);
  traced = map (i: { b = builtins.trace "b${toString i}" i; a = builtins.trace "a${toString i}" [ i ]; }) (range 12);
in {
  inherit traced;
  asJSON = builtins.toJSON traced;
  small = builtins.toJSON (odd (i: { b = 1; a = 2; }));
  scalars = builtins.toJSON (range 12 ++ [ 1.5 null true "\n" "é" (-1) ]);
  nested = builtins.toJSON (map (i: { "%s" = { "\"" = i; e = { }; l = [ ]; }; t = [ [ i ] [ "%" ] ]; }) (range 9));
  lengths = builtins.toJSON (map (i: range i) (range 9));
  big = show (map (i: { n = toString i; v = i * 1.5; x = i == 3; }) (range 1000));
  twice = let row = { a = [ 1 2 ]; }; rows = map (_: row) (range 10); in builtins.toJSON [ rows rows ];
  odds = map (f: builtins.toJSON (odd f)) [
    (i: { a = i; })
    (i: { a = i; b = { outPath = i; }; })
    (i: { a = i; b = { __toString = self: "x"; }; })
    (i: { outPath = { a = 1; }; })
    (i: i)
    (i: [ i [ [ [ i ] ] ] ])
    (i: "é")
    (i: { a = "é"; b = [ "\\" 1.0 ]; })
    (i: { c = i; "é" = i; })
    (i: { })
  ];
  context = builtins.attrNames (builtins.getContext (builtins.toJSON (odd (i: {
    a = builtins.appendContext "x" { "/nix/store/00000000000000000000000000000000-x" = { path = true; }; };
    b = 1;
  }))));
}
