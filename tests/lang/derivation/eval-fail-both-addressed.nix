# Content-addressed and impure at once.
(derivation { name = "a"; builder = "b"; system = "s"; __contentAddressed = true; __impure = true; }).drvPath
