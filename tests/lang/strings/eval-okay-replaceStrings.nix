# builtins.replaceStrings: first matching pattern in list order, never rescanning, lazily.
with builtins; {
  simple = replaceStrings [ "a" ] [ "b" ] "banana";
  several = replaceStrings [ "a" "b" ] [ "b" "a" ] "ab";
  firstWins = replaceStrings [ "a" "ab" ] [ "1" "2" ] "abab";
  longFirst = replaceStrings [ "ab" "a" ] [ "2" "1" ] "aba";
  empty = replaceStrings [ ] [ ] "abc";
  emptyFrom = replaceStrings [ "" ] [ "X" ] "abc";
  emptyFromEmptyString = replaceStrings [ "" ] [ "X" ] "";
  emptyFromAfter = replaceStrings [ "a" "" ] [ "1" "-" ] "aba";
  emptyFromBefore = replaceStrings [ "" "a" ] [ "-" "1" ] "aba";
  noRescan = replaceStrings [ "a" ] [ "aa" ] "aa";
  overlap = replaceStrings [ "aa" ] [ "b" ] "aaa";
  lazyTo = replaceStrings [ "x" "a" ] [ (throw "not needed") "b" ] "a";
  toForcedOnce = replaceStrings [ "a" ] [ (trace "once" "b") ] "aaa";
  remove = replaceStrings [ "a" ] [ "" ] "banana";
  emptyString = replaceStrings [ "a" ] [ "b" ] "";
  multibyte = replaceStrings [ "é" ] [ "e" ] "été";
  partial = map (replaceStrings [ "o" ] [ "0" ]) [ "foo" "bar" ];
}
