# builtins.substring and stringLength: bytes, clipping, negative length, coercion.
with builtins; {
  simple = substring 1 2 "abcd";
  start = substring 0 2 "abcd";
  toEnd = substring 2 100 "abcd";
  negativeLength = substring 1 (-1) "abcd";
  veryNegativeLength = substring 1 (-9223372036854775807) "abcd";
  beyond = substring 10 2 "abcd";
  atEnd = substring 4 1 "abcd";
  zero = substring 1 0 "abcd";
  empty = substring 0 10 "";
  huge = substring 0 9223372036854775807 "ab";
  hugeStart = substring 9223372036854775807 1 "ab";
  ofInt = substring 0 2 (toString 12345);
  ofSet = substring 0 3 { outPath = "abcdef"; };
  ofPath = substring 0 2 { __toString = s: "xyz"; };
  length = map stringLength [ "" "abc" "é" "a\nb" ];
  lengthOfSet = stringLength { outPath = "abc"; };
  lengthOfToString = stringLength { __toString = s: "four"; };
  multibyte = substring 0 2 "éa" == "é";
  partial = map (substring 1 1) [ "ab" "cd" "" ];
}
