# Outputs must be a list when attributes are structured.
builtins.derivationStrict { name = "a"; builder = "b"; system = "s"; __structuredAttrs = true; outputs = "out"; }
