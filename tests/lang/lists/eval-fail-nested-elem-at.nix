# elemAt within elemAt: each of the two calls has its line in the trace.
builtins.elemAt [ (builtins.elemAt [ (throw "a") ] 0) ] 0
