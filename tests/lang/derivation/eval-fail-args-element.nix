# An argument that is a function.
(derivation { name = "a"; builder = "b"; system = "s"; args = [ "a" (x: x) ]; }).drvPath
