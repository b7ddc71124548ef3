# A function among structured attributes.
(derivation { name = "a"; builder = "b"; system = "s"; __structuredAttrs = true; x = [ { a = y: y; } ]; }).drvPath
