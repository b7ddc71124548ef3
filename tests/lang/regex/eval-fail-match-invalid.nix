# builtins.match with an invalid pattern.
builtins.match "(a" "a"
