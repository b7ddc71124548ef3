# A derivation is not in the store when nothing is written.
builtins.readFile (derivation { name = "a"; builder = "b"; system = "s"; }).drvPath
