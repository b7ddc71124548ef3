builtins.any (builtins.any (x: throw "no")) [ [ 1 ] ]
