# In read-only evaluation there is no text to import.
let made = derivation { name = "made"; builder = "b"; system = "s"; };
in import (builtins.toFile "x" "1")
