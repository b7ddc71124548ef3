# An output that an input does not have.
let d = derivation { name = "a"; builder = "b"; system = "s"; }; path = builtins.unsafeDiscardStringContext d.drvPath; in (derivation { name = "a"; builder = "b"; system = "s"; x = builtins.appendContext "" { ${path} = { outputs = [ "dev" ]; }; }; }).drvPath
