# builtins.match with a pattern that is no string.
builtins.match 1 "a"
