# A fixed output among several.
(derivation { name = "a"; builder = "b"; system = "s"; outputHash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; outputs = [ "out" "dev" ]; }).drvPath
