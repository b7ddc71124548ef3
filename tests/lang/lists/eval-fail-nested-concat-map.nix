builtins.concatMap (builtins.concatMap (x: x.y)) [ [ { } ] ]
