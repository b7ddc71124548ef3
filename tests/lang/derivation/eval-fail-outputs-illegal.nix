# An output whose path has no legal name.
derivationStrict { name = "a"; builder = "b"; system = "s"; outputs = "a/b"; }
