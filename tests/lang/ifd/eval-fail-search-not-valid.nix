# A search path entry whose context is not in the store.
let made = derivation { name = "made"; builder = "b"; system = "s"; };
in builtins.findFile [ { path = builtins.appendContext "/x" { "/nix/store/w320iz5b4848q2l7a7x8mw2vymm22ddg-b".path = true; }; } ] "x"
