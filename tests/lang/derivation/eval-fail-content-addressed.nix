# Floating outputs need a feature.
(derivation { name = "a"; builder = "b"; system = "s"; __contentAddressed = true; }).drvPath
