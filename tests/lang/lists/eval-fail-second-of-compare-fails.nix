# The second argument of a builtin fails: the trace says which it is.
builtins.compareVersions "a" (throw "x")
