# Hashing as a text needs a feature.
(derivation { name = "a"; builder = "b"; system = "s"; outputHashMode = "text"; }).drvPath
