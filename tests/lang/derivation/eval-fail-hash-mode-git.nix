# Hashing as Git needs a feature.
(derivation { name = "a"; builder = "b"; system = "s"; outputHashMode = "git"; }).drvPath
