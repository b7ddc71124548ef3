# `+` evaluates its operands as expressions, with a place.
builtins.foldl' (a: b: a + b) 0 (map (n: n / 0) [ 1 ])
