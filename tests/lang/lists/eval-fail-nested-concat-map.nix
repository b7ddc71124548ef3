# concatMap within concatMap: each of the two calls has its line in the trace.
builtins.concatMap (builtins.concatMap (x: x.y)) [ [ { } ] ]
