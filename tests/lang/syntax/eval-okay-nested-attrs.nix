# Attribute paths merge with each other and with literal sets.
{
  twoPaths = { a.b = 1; a.c = 2; };
  pathAfterSet = { a = { b = 1; }; a.c = 2; };
  setAfterPath = { a.c = 2; a = { b = 1; }; };
  twoSets = { a = { b = 1; }; a = { c = 2; }; };
  deep = { a.b.c = 1; a.b.d = 2; a.e = 3; a = { b = { f = 4; }; }; };
  recFirst = { a = rec { x = 1; }; a.y = 2; };
  recFirstSeesLater = { x = rec { a = 1; }; x = { b = a; }; }.x.b;
  recFirstPathSees = { x = rec { a = 1; c = b; }; x.b = 5; }.x.c;
  letPaths = let a.b = 1; a.c = 2; in a;
  letMerge = let a = { b = 1; }; a.c = 2; in a;
  recPaths = rec { a.b = 1; c = a.b; };
  emptySet = { a = { }; a.b = 1; };
  order = builtins.attrNames { b.x = 1; a = 2; b.a = 3; };
  quoted = { "a"."b" = 1; a."c" = 2; };
  inheritInside = let z = 9; in { a = { inherit z; }; a.b = 1; };
}
