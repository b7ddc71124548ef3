# trace with a message that fails.
builtins.trace (throw "message") 1
