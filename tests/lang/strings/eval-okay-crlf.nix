# Line ends CRLF and CR: LF within quotes, kept in indented strings; comments end at either.
{
  quoted = "a
b";
  quotedTwice = "a

b";
  loneCr = "ab";
  escapedCrLf = "a\
b";
  indented = ''
    a
    b
  '';
  indentedOne = ''a
b'';
  comment = 1 # ends here
    + 1;
  crComment = 1 # ends at the CR + 1;
  block = 1 /* a
b */ + 2;
  interp = "${
"x"}
";
}
