# Sets with type = "derivation" compare by outPath alone.
let d = extra: { type = "derivation"; outPath = "/p"; } // extra; in {
  same = d { a = 1; } == d { a = 2; b = 3; };
  different = d { } == d { outPath = "/q"; };
  lazy = d { a = throw "x"; } == d { a = throw "y"; };
  onlyOneDerivation = d { } == removeAttrs (d { }) [ "type" ];
  noOutPath = removeAttrs (d { }) [ "outPath" ] == removeAttrs (d { }) [ "outPath" ];
  oneOutPath = d { } == removeAttrs (d { }) [ "outPath" ];
  otherType = { type = "x"; outPath = "/p"; a = 1; } == { type = "x"; outPath = "/p"; a = 2; };
  outPathsOfOtherTypes = d { outPath = 1; } == d { outPath = 1.0; };
  inList = [ (d { a = 1; }) ] == [ (d { a = 2; }) ];
}
