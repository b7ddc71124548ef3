# `or`: any missing step of the path; binds to the selection only; lazy default.
{
  present = { a = 1; }.a or 2;
  missing = { }.a or 2;
  missingDeep = { a = { }; }.a.b.c or 3;
  missingFirst = { }.a.b.c or 4;
  throughNonSet = { a = 1; }.a.b or 5;
  onNonSet = (1).a or 6;
  onNull = null.a or 7;
  onString = "s".a or 8;
  onList = [ ].a or 9;
  onFunction = (x: x).a or 10;
  lazyDefault = { a = 1; }.a or (throw "not reached");
  defaultIsSelection = { }.a or { b = 11; }.b;
  nestedDefault = { }.a or { }.b or 12;
  dynamic = let n = "x"; in { x = 13; }.${n} or 0;
  dynamicMissing = let n = "y"; in { x = 13; }.${n} or 14;
  stringName = { "a b" = 15; }."a b" or 0;
  interpolatedName = { ab = 16; }."a${"b"}" or 0;
  inList = [ ({ }.a or 1) ({ }.b or 2) ];
  listWithoutParens = [ { }.a or 1 2 ];
  nullValue = { a = null; }.a or 17;
  defaultThenMore = { }.a or 1 + 2;
  functionDefault = ({ }.f or (x: x * 2)) 9;
}
