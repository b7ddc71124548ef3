# Sets: update, has, select, names.
{
  update = { a = 1; b = 2; } // { b = 3; c = 4; };
  shallow = { a.b = 1; } // { a.c = 2; };
  updateEmpty = [ ({ } // { a = 1; }) ({ a = 1; } // { }) ];
  updateMany = { a = 1; } // { b = 2; } // { a = 3; c = 4; } // { };
  has = [ ({ a = null; } ? a) ({ a.b = 1; } ? a.b) ({ a.b = 1; } ? a.c) ({ a = 1; } ? a.b) ({ } ? a.b.c) ("str" ? a) (null ? a.b) ([ ] ? "a b") ];
  select = { a.b.c = 1; }.a.b.c;
  selectQuoted = { "a.b" = 1; a.b = 2; }."a.b";
  selectInterpolated = let k = "b"; in { a.b = 1; }.a.${k};
  selectInterpolatedString = let k = "b"; in { axb = 1; }."ax${k}";
  emptyName = { "" = 1; }."";
  emptyName2 = { "" = 1; } ? "";
  order = builtins.attrNames { b = 1; a = 1; B = 1; A = 1; _ = 1; "1" = 1; "-" = 1; };
  nested = { a = { b = { c = { }; }; }; } ? a.b.c;
  functionInSet = { f = x: x + 1; }.f 1;
  sameNameInner = rec { a = { a = 1; }; b = a.a; };
}
