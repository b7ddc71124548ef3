# Reading from an output, where that is not allowed.
let made = derivation { name = "made"; builder = "b"; system = "s"; };
in builtins.readFile "${made}/file"
