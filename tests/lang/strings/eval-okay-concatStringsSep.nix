# builtins.concatStringsSep: coerces sets and paths outside the store not at all.
with builtins; {
  simple = concatStringsSep ", " [ "a" "b" "c" ];
  one = concatStringsSep ", " [ "a" ];
  none = concatStringsSep ", " [ ];
  emptySep = concatStringsSep "" [ "a" "" "b" ];
  emptyParts = concatStringsSep "," [ "" "" "" ];
  sets = concatStringsSep "-" [ { outPath = "/o"; } { __toString = s: "t"; } ];
  partial = map (concatStringsSep "/") [ [ "a" "b" ] [ ] ];
  sepWithNewline = concatStringsSep "\n" [ "a" "b" ];
  sepForcedEvenIfUnused = (tryEval (concatStringsSep (throw "s") [ ])).success;
}
