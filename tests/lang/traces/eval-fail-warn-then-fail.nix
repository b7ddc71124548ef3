# Traces and warnings come before the error.
builtins.trace "first" (builtins.warn "second" (throw "third"))
