# A name that ends in .drv.
(derivation { name = "a.drv"; builder = "b"; system = "s"; }).drvPath
