# traceVerbose with a message that fails, when asked for.
builtins.traceVerbose (throw "shown") 1
