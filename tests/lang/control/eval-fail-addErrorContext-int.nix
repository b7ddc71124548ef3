# addErrorContext with a message that is no string.
builtins.addErrorContext 1 (throw "x")
