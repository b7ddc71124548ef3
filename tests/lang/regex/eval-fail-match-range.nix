# builtins.match with a reversed range.
builtins.match "[z-a]" "a"
