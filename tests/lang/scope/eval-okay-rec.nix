# Recursive sets: references, shadowing, inherit, updates don't reach back.
{
  simple = rec { a = b; b = 1; };
  lazy = (rec { a = throw "x"; b = 2; }).b;
  updateDoesNotReach = (rec { a = 1; b = a; } // { a = 2; }).b;
  inheritReadsOuter = let a = 1; in rec { inherit a; b = a; };
  inheritFromOuter = rec { inherit (s) x; s = { x = 1; }; };
  nested = rec { a = 1; b = rec { c = a; a = 2; }; };
  nestedPlain = rec { a = 1; b = { a = 2; c = a; }; };
  nestedPath = rec { a.b = 1; c = a.b + 1; };
  shadowsWith = with { a = "with"; }; rec { a = "rec"; b = a; };
  quotedName = rec { "a b" = 1; c = 2; "d" = c; e = d; };
  functions = (rec { f = n: if n == 0 then 1 else n * f (n - 1); }).f 10;
}
