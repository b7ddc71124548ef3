# builtins.parseFlakeRef of a relative path.
builtins.parseFlakeRef "./here"
