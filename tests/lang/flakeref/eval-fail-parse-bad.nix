# builtins.parseFlakeRef of nonsense.
builtins.parseFlakeRef "nonsense:::"
