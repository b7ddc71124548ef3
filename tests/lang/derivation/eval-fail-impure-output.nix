# The output of an impure derivation has a placeholder, which needs another feature.
(derivation { name = "a"; builder = "b"; system = "s"; __impure = true; }).drvPath
