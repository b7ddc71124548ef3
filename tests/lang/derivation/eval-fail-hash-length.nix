# A hash that is too short.
(derivation { name = "a"; builder = "b"; system = "s"; outputHash = "abc"; outputHashAlgo = "sha256"; }).drvPath
