# Arguments that are no list.
(derivation { name = "a"; builder = "b"; system = "s"; args = 1; }).drvPath
