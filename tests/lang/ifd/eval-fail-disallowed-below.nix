# A file in an output, where that is not allowed.
let made = derivation { name = "made"; builder = "b"; system = "s"; };
in import "${made}/dir/file.nix"
