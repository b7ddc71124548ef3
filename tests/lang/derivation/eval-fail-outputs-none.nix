# No outputs.
derivationStrict { name = "a"; builder = "b"; system = "s"; outputs = [ ]; }
