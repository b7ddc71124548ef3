# builtins.getContext of an integer.
builtins.getContext [ ]
