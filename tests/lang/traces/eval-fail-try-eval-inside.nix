# Errors caught leave no frames behind.
let
  r = builtins.tryEval (throw "caught");
in
if r.success then 1 else throw "then this: ${toString r.value}"
