# A source whose name ends in .drv, as an attribute.
(derivation { name = "a"; builder = "b"; system = "s"; src = ./bad/x.drv; }).drvPath
