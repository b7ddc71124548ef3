# A set in the environment.
(derivation { name = "a"; builder = "b"; system = "s"; x = { a = 1; }; }).drvPath
