# A JSON text that is no object.
(derivation { name = "a"; builder = "b"; system = "s"; __json = "[ 1 ]"; }).drvPath
