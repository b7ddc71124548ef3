# A name that is a dot.
(derivation { name = "."; builder = "b"; system = "s"; }).drvPath
