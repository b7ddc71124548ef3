# In read-only evaluation there is no derivation to import.
let made = derivation { name = "made"; builder = "b"; system = "s"; };
in import made.drvPath
