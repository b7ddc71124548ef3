# How strings are printed: what is escaped and what isn't.
[
  "\n\t\r\"\\"
  "$"
  "$a"
  "\${"
  "$\${"
  "a$"
  "{"
  "'"
  "''"
  "	tab character"
  "é€😀"
  ""
  "/* */ # //"
  { "a b" = 1; "" = 2; "a\"b" = 3; "a\${b" = 4; "if" = 5; "or" = 6; "a'" = 7; "a-b" = 8; "1a" = 9; "a.b" = 10; "é" = 11; "_" = 12; "-a" = 13; "a\nb" = 14; "__x" = 15; "let" = 16; "true" = 17; "null" = 18; "inherit" = 19; "then" = 20; "assert" = 21; "rec" = 22; "'a" = 23; "A1" = 24; }
]
