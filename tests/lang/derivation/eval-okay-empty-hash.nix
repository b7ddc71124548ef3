# An empty hash is a hash of zeros, with a warning.
(derivation { name = "a"; builder = "b"; system = "s"; outputHash = ""; outputHashAlgo = "sha256"; }).outPath
