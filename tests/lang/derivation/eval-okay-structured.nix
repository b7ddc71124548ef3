# Structured attributes: one JSON text instead of an environment.
let
  make = attrs: derivation ({ name = "a"; builder = "/bin/sh"; system = "x"; } // attrs);
  show = attrs: let d = make ({ __structuredAttrs = true; } // attrs); in [ d.drvPath d.outPath ];
  dep = make { name = "dep"; };
in
map show [
  { }
  { __structuredAttrs = false; }
  { outputs = [ "out" "dev" ]; args = [ "a" 1 ]; }
  { x = { b = [ 1 2.5 1.0e100 null true { } [ ] ]; a = "é\n\"\\\t/"; }; }
  { x = dep; y = [ dep.outPath ./tree/plain ]; }
  { x = { outPath = dep; }; y = { __toString = _: "s"; }; }
  { x = null; __ignoreNulls = true; }
  { outputHash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; outputHashAlgo = "sha256"; outputHashMode = "recursive"; }
  { __json = "just an attribute"; }
]
