# addErrorContext adds a line even without --show-trace.
builtins.addErrorContext "while doing something" (throw "x")
