# any within any: each of the two calls has its line in the trace.
builtins.any (builtins.any (x: throw "no")) [ [ 1 ] ]
