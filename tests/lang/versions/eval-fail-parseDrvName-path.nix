# builtins.parseDrvName of a path.
builtins.parseDrvName /a-1
