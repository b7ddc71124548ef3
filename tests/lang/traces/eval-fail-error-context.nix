# addErrorContext among other frames.
let
  step = n: builtins.addErrorContext "in step ${toString n}" (if n == 0 then throw "bottom" else step (n - 1));
in
step 2
