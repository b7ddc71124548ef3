# A path that is not in the store, in a context.
let made = derivation { name = "made"; builder = "b"; system = "s"; };
in import (builtins.appendContext "/x" { "/nix/store/w320iz5b4848q2l7a7x8mw2vymm22ddg-b".path = true; })
