# Derivations that are outputs of derivations.
let
  make = attrs: derivation ({ name = "a"; builder = "b"; system = "s"; } // attrs);
  plan = make { name = "a.drv"; outputHashMode = "text"; __contentAddressed = true; };
  show = d: [ d.drvPath d.outPath ];
in
[
  (show plan)
  (show (make { outputHashMode = "text"; outputHash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; }))
]
