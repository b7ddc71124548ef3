# An unknown way of hashing.
(derivation { name = "a"; builder = "b"; system = "s"; outputHashMode = "odd"; }).drvPath
