builtins.filter (builtins.filter (x: x.y)) [ [ 1 ] ]
