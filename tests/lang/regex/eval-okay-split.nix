# builtins.split: pieces and groups alternate; empty matches advance by one byte.
with builtins; {
  simple = split "," "a,b,c";
  group = split "(,)" "a,b";
  noMatch = split "x" "abc";
  empty = split "x" "";
  atEnds = split "," ",a,";
  adjacent = split "," "a,,b";
  emptyPattern = split "" "ab";
  emptyPatternEmptyString = split "" "";
  star = split "x*" "axxb";
  optionalGroup = split "(x)?" "ax";
  twoGroups = split "(a)|b" "xaybz";
  greedy = split "a+" "baaac";
  leftmost = split "(ab|a)(bc|c)?" "xabcx";
  anchorStart = split "^a" "aaa";
  anchorEnd = split "a$" "aaa";
  newline = split "\n" "a\nb\n";
  dotStar = split ".*" "ab";
  dotAndNewline = split "." "a\n";
  nestedGroups = split "((a)(b))" "xabx";
  whitespace = split "[[:space:]]+" "  a b\t\nc ";
  words = filter isString (split "[^a-z]+" "one, two; three");
  wholeString = split "abc" "abc";
  bytes = map (x: if isList x then "-" else stringLength x) (split "" "é");
  partial = map (split "-") [ "a-b" "c" ];
}
