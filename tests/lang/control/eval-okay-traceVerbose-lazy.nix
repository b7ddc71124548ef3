# traceVerbose does not evaluate its message unless asked for.
builtins.traceVerbose (throw "not shown") 1
