# Escapes in an indented string.
{
  quotes = ''a'''b'';
  onlyQuotes = ''''''';
  emptyThenPlus = '''' + "x";
  dollarBrace = ''a''${b}'';
  dollar = ''a''$b'';
  doubleDollar = ''$${x}'';
  newline = ''a''\nb'';
  tab = ''a''\tb'';
  cr = ''a''\rb'';
  other = ''a''\xb'';
  backslashIsText = ''a\nb\'';
  escapedBackslash = ''a''\\b'';
  singleQuote = ''it's'';
  doubleQuote = ''say "x"'';
  dollarEnd = ''a$'';
  quoteThenEnd = ''a' '';
  escapedNewlineLine = ''
    a''\n
      b
  '';
  escapedDollarIndent = ''
    ''${x}
      y
  '';
  dollarThenEscape = ''$''\'x'';
  escapedSpace = ''
    ''\ a
    b
  '';
}
