# The same output twice.
(derivation { name = "a"; builder = "b"; system = "s"; outputs = [ "out" "out" ]; }).drvPath
