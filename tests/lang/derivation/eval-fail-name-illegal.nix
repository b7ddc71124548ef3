# A character that names can not have.
(derivation { name = "a b"; builder = "b"; system = "s"; }).drvPath
