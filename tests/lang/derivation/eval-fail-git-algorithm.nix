# Git objects have SHA-1 or SHA-256 names.
(derivation { name = "a"; builder = "b"; system = "s"; outputHash = builtins.hashString "sha512" ""; outputHashAlgo = "sha512"; outputHashMode = "git"; }).drvPath
