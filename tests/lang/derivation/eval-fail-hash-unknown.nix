# A hash of an unknown algorithm.
(derivation { name = "a"; builder = "b"; system = "s"; outputHash = "sha3-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; }).drvPath
