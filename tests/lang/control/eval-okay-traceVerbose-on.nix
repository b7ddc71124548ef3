# builtins.traceVerbose speaks with the option trace-verbose.
[ (builtins.traceVerbose "loud" 1) (builtins.traceVerbose { a = 1; } 2) ]
