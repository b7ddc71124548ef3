# An attribute that throws.
(derivation { name = "a"; builder = "b"; system = "s"; x = throw "thrown"; }).drvPath
