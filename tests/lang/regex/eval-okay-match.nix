# builtins.match: POSIX extended regular expressions over the whole string.
with builtins; {
  plain = [ (match "ab" "ab") (match "ab" "abc") (match "b" "ab") (match "" "") (match "" "a") ];
  groups = [ (match "(a)(b)" "ab") (match "(a)|(b)" "b") (match "(a)?b" "b") (match "(a*)b" "b") (match "((a)(b))c" "abc") ];
  greedy = match "(a*)(a*)" "aaa";
  greedyOptional = match "(a?)(ab)?" "ab";
  alternationFirst = match "(a|ab)(c|bcd)(d*)" "abcd";
  nestedStar = [ (match "(a*)*" "aaa") (match "(a|b)*" "abab") (match "((a)|(b))*" "ab") ];
  intervals = [ (match "a{2}" "aa") (match "a{2,}" "aaaa") (match "a{1,2}" "aaa") (match "a{0}" "") (match "(ab){2}" "abab") ];
  classes = [ (match "[[:digit:]]+" "123") (match "[[:alpha:][:digit:]_]+" "a_1") (match "[[:space:]]*" " \t\n") (match "[[:upper:]][[:lower:]]*" "Ab") (match "[[:alnum:]]+" "aZ9") (match "[[:punct:]]+" "!-/") (match "[[:xdigit:]]+" "aF0") (match "[[:blank:]]+" " \t") ];
  negated = [ (match "[^a-c]+" "xyz") (match "[^a]" "\n") (match "[^[:space:]]+" "ab") ];
  bracketSpecials = [ (match "[].]" "]") (match "[a-]" "-") (match "[]a]+" "]a") (match "[^]]" "x") (match "[.*+?]+" ".*+?") (match "[$^]+" "$^") ];
  backslashInBracket = [ (match "[\\]" "\\") (match "[\\n]" "n") (match "[\\.]+" "\\.") ];
  escapes = [ (match "\\." ".") (match "\\." "a") (match "a\\*" "a*") (match "\\(\\)" "()") (match "\\\\" "\\") (match "\\[x]" "[x]") (match "\\{" "{") (match "\\|" "|") (match "\\^\\$" "^$") ];
  dot = [ (match "." "a") (match "." "\n") (match ".*" "") (match ".*" "a\nb") (match "a.b" "a\nb") (match "." "\r") ];
  anchors = [ (match "^a$" "a") (match "^" "") (match "a^b" "ab") (match "(^a)" "a") ];
  nullGroups = match "(x)?(y)?z" "z";
  emptyGroup = match "()a" "a";
  manyGroups = match "(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)" "abcdefghijk";
  version = match "([0-9]+)\\.([0-9]+)(\\.([0-9]+))?" "1.22";
  lines = match "(.*)\n" "x\n";
  caseMatters = match "a" "A";
  collatingRange = [ (match "[a-z]" "B") (match "[Z-a]" "_") ];
  partial = map (match "(.)b") [ "ab" "bb" "b" ];
}
