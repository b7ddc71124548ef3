# A whole derivation is no derivation to be built.
builtins.outputOf (derivation { name = "a"; builder = "b"; system = "s"; }).drvPath "out"
