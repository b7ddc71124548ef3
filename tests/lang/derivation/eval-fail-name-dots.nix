# A name that begins with dots and a dash.
(derivation { name = "..-a"; builder = "b"; system = "s"; }).drvPath
