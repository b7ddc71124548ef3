# builtins.genList without a function.
builtins.genList 1 2
