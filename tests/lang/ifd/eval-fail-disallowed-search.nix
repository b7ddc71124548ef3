# An output on the search path, where that is not allowed.
let made = derivation { name = "made"; builder = "b"; system = "s"; };
in let __nixPath = [ { prefix = "x"; path = made; } ]; in <x/file>
