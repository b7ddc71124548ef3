# Attributes are coerced to strings as by toString, paths are copied.
let
  base = { name = "a"; builder = "/bin/sh"; system = "x"; };
  show = attrs: (derivation (base // attrs)).drvPath;
in
map show [
  { x = null; }
  { x = true; y = false; }
  { x = 1; y = -2; z = 0; }
  { x = 1.5; y = 1.0e20; }
  { x = [ ]; y = [ [ ] ]; }
  { x = [ 1 "a" null true [ "b" [ ] 2.5 ] ]; }
  { x = { outPath = "o"; }; y = { __toString = self: "t" + self.v; v = "u"; }; }
  { x = ./tree/plain; }
  { x = [ ./tree ./tree/run ]; }
  { args = [ 1 null true [ "a" "b" ] ./tree/plain ]; }
  { builder = ./tree/run; }
  { builder = [ "/bin/sh" 1 ]; }
  { system = 5; }
  { x = null; __ignoreNulls = true; }
  { x = null; __ignoreNulls = false; }
  { args = null; __ignoreNulls = true; }
]
