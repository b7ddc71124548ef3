# As with `-`.
builtins.foldl' (a: b: -b) 0 (map (n: n / 0) [ 1 ])
