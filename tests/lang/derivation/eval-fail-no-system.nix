# No system.
(derivation { name = "a"; builder = "b"; }).drvPath
