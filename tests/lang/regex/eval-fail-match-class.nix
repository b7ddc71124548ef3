# builtins.match with an unknown class.
builtins.match "[[:foo:]]" "a"
