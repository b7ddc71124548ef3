# A value in a message whose part failed before.
let t = throw "inside"; v = [ t (builtins.tryEval t).success ]; in builtins.seq (builtins.elemAt v 1) (v < 1)
