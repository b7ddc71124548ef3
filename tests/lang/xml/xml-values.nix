# The result as XML.
{ int = 1; float = 1.5; string = "a<\"'&>\n"; list = [ 1 [ ] { } ]; set = { b = null; a = true; }; path = /a; f = x: x; g = { a, b ? 1, ... }@args: a; p = map; pp = map 1; d = { type = "derivation"; drvPath = "/d"; outPath = "/o"; }; }
