# A name that is too long once it ends in .drv.
(derivation { name = builtins.concatStringsSep "" (builtins.genList (n: "a") 208); builder = "b"; system = "s"; }).drvPath
