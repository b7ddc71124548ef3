# builtins.match with a reversed interval.
builtins.match "a{2,1}" "aa"
