# builtins.match with a group of another dialect.
builtins.match "(?:a)" "a"
