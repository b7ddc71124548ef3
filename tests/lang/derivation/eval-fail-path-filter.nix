# builtins.path with a filter that gives no Boolean.
builtins.path { path = ./tree; filter = n: t: 1; }
