# A hash must be a string when attributes are structured.
(derivation { name = "a"; builder = "b"; system = "s"; __structuredAttrs = true; outputHash = 5; }).drvPath
