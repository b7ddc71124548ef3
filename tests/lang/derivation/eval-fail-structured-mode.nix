# An unknown way to hash, in structured attributes.
(derivation { name = "a"; builder = "b"; system = "s"; __structuredAttrs = true; outputHashMode = "Recursive"; }).drvPath
