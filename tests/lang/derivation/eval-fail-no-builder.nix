# No builder.
(derivation { name = "a"; system = "s"; }).drvPath
