# A name with context.
(derivation { name = builtins.toFile "a" "b"; }).drvPath
