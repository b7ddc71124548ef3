# A file that is not there.
(derivation { name = "a"; builder = "b"; system = "s"; x = ./missing; }).drvPath
