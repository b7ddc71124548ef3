# That of an attribute, found when it is looked whether it is null.
derivationStrict { name = "a"; builder = "b"; system = "x"; __ignoreNulls = true; w = null; y = throw "y"; z = throw "z"; }
