# A function in the environment.
(derivation { name = "a"; builder = "b"; system = "s"; x = y: y; }).drvPath
