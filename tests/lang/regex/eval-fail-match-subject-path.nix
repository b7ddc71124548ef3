# builtins.match in a path.
builtins.match ".*" /a
