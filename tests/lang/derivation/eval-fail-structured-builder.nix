# With structured attributes, the builder is not coerced.
(derivation { name = "a"; builder = 1; system = "s"; __structuredAttrs = true; }).drvPath
