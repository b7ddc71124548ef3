# Half a surrogate pair.
(derivation { name = "a"; builder = "b"; system = "s"; __json = "{ \"a\": \"\\ud83d\" }"; }).drvPath
