# Unquoted URIs are strings; what looks nearly like one is not.
{
  http = http://example.org/a?b=c&d=e%20f;
  scheme = a1+.-b:x;
  short = x:x;
  lambda = (x: x) 1;
  chars = u:a%/?:@&=+$,-_.!~*'b;
  stopsAtSemicolon = a:b;
  inList = [ a:b c:d ];
  stopsAtParen = (a:b);
  type = builtins.typeOf (x:x);
}
