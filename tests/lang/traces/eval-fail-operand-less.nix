# An element of map that `<` needs is forced without a place: no call site.
builtins.foldl' (a: b: if b < a then a else b) 0 (map (n: n / 0) [ 1 ])
