# builtins.split with an invalid pattern.
builtins.split "[" "a"
