# A whole derivation as input has to be in the store, which --eval does not write.
let d = derivation { name = "a"; builder = "b"; system = "s"; }; in (derivation { name = "a"; builder = "b"; system = "s"; x = d.drvPath; }).drvPath
