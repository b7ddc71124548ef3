# builtins.getEnv of an integer.
builtins.getEnv 1
