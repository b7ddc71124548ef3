# With __ignoreNulls what is null is left out, what holds null or is coerced to "" is not.
let
  show = attrs:
    (derivation ({ name = "a"; builder = "/bin/sh"; system = "x"; __ignoreNulls = true; } // attrs)).drvPath;
  null' = builtins.head [ null ];
  id = x: x;
in
map show [
  { }
  { x = null; }
  { x = null'; y = id null; }
  { x = if id true then null else 1; z = id "z"; }
  { x = ""; y = false; z = [ ]; }
  { x = id ""; y = id false; z = id [ ]; }
  { x = [ null ]; y = [ (id null) "b" null' ]; }
  { x = { outPath = null; }; }
  { x = { outPath = id null; }; }
  { x = { outPath = ""; }; y = { __toString = self: null; }; }
  { x = [ "a" [ ] "b" ]; y = id [ [ ] "c" [ ] ]; }
  { x = 1; y = id 2; z = true; w = 1.5; }
  { x = derivation { name = "b"; builder = "b"; system = "x"; }; y = null; }
  { x = ./tree/plain; y = [ ./tree/plain null ]; }
  { args = null; outputHash = null; }
  { args = null'; outputHash = id null; outputHashAlgo = id null; }
  { __contentAddressed = null; __impure = null'; }
]
