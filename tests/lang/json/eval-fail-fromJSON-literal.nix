# builtins.fromJSON of a misspelt literal.
builtins.fromJSON "[true, nul]"
