# A name that is too long.
(derivation { name = builtins.concatStringsSep "" (builtins.genList (n: "a") 212); builder = "b"; system = "s"; }).drvPath
