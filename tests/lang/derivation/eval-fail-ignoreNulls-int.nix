# __ignoreNulls that is no Boolean.
(derivation { name = "a"; builder = "b"; system = "s"; __ignoreNulls = 1; }).drvPath
