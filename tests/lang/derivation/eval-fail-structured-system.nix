# The system must be a string without context.
(derivation { name = "a"; builder = "b"; system = "${derivation { name = "a"; builder = "b"; system = "s"; }}"; __structuredAttrs = true; }).drvPath
