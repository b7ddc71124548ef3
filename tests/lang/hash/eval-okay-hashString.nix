# builtins.hashString in every algorithm.
with builtins; {
  empty = map (t: hashString t "") [ "md5" "sha1" "sha256" "sha512" ];
  abc = map (t: hashString t "abc") [ "md5" "sha1" "sha256" "sha512" ];
  utf8 = map (t: hashString t "é€") [ "md5" "sha1" "sha256" ];
  newline = hashString "sha256" "a\n";
  partial = map (hashString "md5") [ "a" "b" ];
}
