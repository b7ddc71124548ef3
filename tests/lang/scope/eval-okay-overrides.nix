# `__overrides` in a recursive set replaces what the other attributes see; elsewhere it is ordinary.
{
  replaces = rec { a = 1; b = a; __overrides = { a = 2; }; };
  adds = rec { a = 1; __overrides = { z = 3; }; };
  addsAreInvisible = let z = "outer"; in (rec { b = z; __overrides = { z = "inner"; }; }).b;
  plainSet = { a = 1; b = 2; __overrides = { a = 3; }; };
  lazyValues = (rec { a = 1; b = 5; __overrides = { a = throw "lazy"; }; }).b;
  selfReference = (rec { a = 1; b = a; __overrides = { a = c; }; c = 10; }).b;
  empty = rec { a = 1; __overrides = { }; };
  inLet = let a = 1; b = a; __overrides = { a = 2; }; in b;
  nested = rec { x = rec { a = 1; b = a; __overrides = { a = 7; }; }; };
  viaUpdate = (rec { a = 1; b = a; } // { __overrides = { a = 2; }; }).b;
}
