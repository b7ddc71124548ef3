# An empty hash without an algorithm.
(derivation { name = "a"; builder = "b"; system = "s"; outputHash = ""; }).drvPath
