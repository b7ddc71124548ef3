# An empty name.
(derivation { name = ""; builder = "b"; system = "s"; }).drvPath
