# A builder that is null is none.
derivationStrict { name = "a"; builder = (x: x) null; system = "x"; __ignoreNulls = true; }
