# A derivation that needs its own path.
let d = derivation { name = "a"; builder = d.outPath; system = "s"; }; in d.outPath
