# Base 16 where SRI has base 64.
(derivation { name = "a"; builder = "b"; system = "s"; outputHash = "sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"; }).drvPath
