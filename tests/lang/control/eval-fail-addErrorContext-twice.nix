# Nested addErrorContext.
builtins.addErrorContext "outer" (builtins.addErrorContext "inner" (1 + null))
