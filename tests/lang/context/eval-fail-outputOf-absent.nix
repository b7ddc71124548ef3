# A derivation that the store does not have.
builtins.outputOf (builtins.unsafeDiscardOutputDependency (derivation { name = "a"; builder = "b"; system = "s"; }).drvPath) "out"
