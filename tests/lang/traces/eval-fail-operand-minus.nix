# As with `<`: `-` is a builtin to Nix.
builtins.foldl' (a: b: a - b) 0 (map (n: n / 0) [ 1 ])
