# filter within filter: each of the two calls has its line in the trace.
builtins.filter (builtins.filter (x: x.y)) [ [ 1 ] ]
