# Strings are bytes: length, cutting, comparing, matching.
let
  b = builtins;
  e = "é";
  first = b.substring 0 1 e;
  second = b.substring 1 1 e;
in {
  length = b.map b.stringLength [ "" "a" "é" "€" "😀" "é" ];
  rejoined = first + second == e;
  halfLength = b.stringLength first;
  compare = [ ("z" < "é") (first < "é") ("é" < "ê") ("😀" > "€") ];
  equalNotNormalised = "é" == "é";
  replaced = b.replaceStrings [ first ] [ "x" ] e == "x" + second;
  emptyReplace = b.stringLength (b.replaceStrings [ "" ] [ "-" ] e);
  dotMatchesByte = [ (b.match "." e) (b.match ".." e) ];
  captured = b.map b.stringLength (b.match "(.)(.)" e);
  splitAtByte = b.length (b.split second "xéy");
  attrName = b.attrNames { "é" = 1; "z" = 2; "a" = 3; "É" = 4; };
  sorted = b.sort b.lessThan [ "é" "z" "a" "~" "" "A" "à" ];
  control = "\t\n\r";
  hash = b.hashString "md5" first;
}
