# Impure derivations need a feature.
(derivation { name = "a"; builder = "b"; system = "s"; __impure = true; }).drvPath
