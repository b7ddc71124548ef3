# An output that is not the first, of which there are two.
let made = derivation { name = "made"; builder = "b"; system = "s"; };
in let two = derivation { name = "two"; builder = "b"; system = "s"; outputs = [ "out" "dev" ]; }; in import "${two.dev}/${two}"
