# An output named __json.
derivationStrict { name = "a"; builder = "b"; system = "s"; outputs = [ "__json" ]; }
