# A filter that answers with a number.
builtins.path { path = ./tree; filter = path: type: 1; }
