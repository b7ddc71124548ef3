# The name of an output counts as part of the name.
(derivation { builder = "b"; system = "s"; name = builtins.substring 0 205 (builtins.hashString "sha512" "" + builtins.hashString "sha512" ""); outputs = [ "outputs" ]; }).drvPath
