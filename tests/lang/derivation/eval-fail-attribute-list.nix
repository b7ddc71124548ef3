# A function in a list in the environment.
(derivation { name = "a"; builder = "b"; system = "s"; x = [ 1 [ (y: y) ] ]; }).drvPath
