# Derivations with several outputs.
let
  make = attrs: derivation ({ name = "a"; builder = "/bin/sh"; system = "x"; } // attrs);
  show = d: [ d.drvPath d.outPath d.outputName (map (o: [ o.outputName o.outPath ]) d.all) ];
in
map (outputs: show (make { inherit outputs; })) [
  [ "out" ]
  [ "out" "dev" ]
  [ "dev" "out" ]
  [ "bin" "lib" "man" ]
  [ "drv" ]
  [ "a-b" "a_b" ]
]
++ [
  (derivationStrict { name = "a"; builder = "b"; system = "s"; outputs = "out dev\tman\n doc "; })
  (derivationStrict { name = "a"; builder = "b"; system = "s"; outputs = [ "name" ]; })
]
