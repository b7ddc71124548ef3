# A text that refers to an output.
builtins.toFile "a" (derivation { name = "a"; builder = "b"; system = "s"; }).outPath
