# Long strings and many parts.
let
  ten = "0123456789";
  rep = n: s: builtins.concatStringsSep "" (builtins.genList (i: s) n);
in {
  length = builtins.stringLength (rep 1000 ten);
  hash = builtins.hashString "sha256" (rep 1000 ten);
  folded = builtins.stringLength (builtins.foldl' (a: i: a + ten) "" (builtins.genList (i: i) 500));
  replaced = builtins.stringLength (builtins.replaceStrings [ "0" "9" ] [ "zero" "" ] (rep 100 ten));
  splitCount = builtins.length (builtins.split "5" (rep 100 ten));
  middle = builtins.substring 4995 10 (rep 1000 ten);
  lines = builtins.length (builtins.filter builtins.isString (builtins.split "\n" (rep 50 "line\n")));
}
