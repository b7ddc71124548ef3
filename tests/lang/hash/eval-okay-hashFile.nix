# builtins.hashFile agrees with hashString of readFile.
with builtins; {
  file = map (t: hashFile t ./data/text) [ "md5" "sha1" "sha256" "sha512" ];
  same = hashFile "sha256" ./data/text == hashString "sha256" (readFile ./data/text);
  string = hashFile "md5" (toString ./data/text);
  set = hashFile "md5" { outPath = ./data/text; };
  empty = hashFile "sha1" ./data/empty;
}
