# The result as XML without places.
{ a = 1; f = { x, y ? 1 }: x; g = n: n; d = { type = "derivation"; drvPath = "/d"; outPath = "/o"; e = 1; }; }
