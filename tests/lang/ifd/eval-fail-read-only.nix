# In read-only evaluation there is no derivation to build from.
let made = derivation { name = "made"; builder = "b"; system = "s"; };
in import made
