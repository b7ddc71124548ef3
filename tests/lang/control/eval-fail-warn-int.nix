# warn with an integer.
builtins.warn 1 2
