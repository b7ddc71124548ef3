# A name that is no string.
(derivation { name = 1; }).drvPath
