# Escapes in a double-quoted string.
{
  newline = "a\nb";
  tab = "a\tb";
  cr = "a\rb";
  quote = "a\"b";
  backslash = "a\\b";
  dollarBrace = "a\${b}";
  dollarAlone = "a$b";
  dollarEnd = "a$";
  doubleDollarBrace = "$${x}";
  tripleDollar = "$$\${x}";
  unknown = "\a\b\q\0\x41\u0041";
  escapedDollar = "\$x";
  literalNewline = "line
two";
  empty = "";
  dollarQuote = "$" + "$";
  singleQuotes = "it's ''fine''";
  brace = "{}";
  dollarBackslash = "$\\";
}
