# An algorithm behind a feature.
(derivation { name = "a"; builder = "b"; system = "s"; outputHash = ""; outputHashAlgo = "blake3"; }).drvPath
