# A JSON text that ends early.
(derivation { name = "a"; builder = "b"; system = "s"; __json = "{ \"a\": "; }).drvPath
