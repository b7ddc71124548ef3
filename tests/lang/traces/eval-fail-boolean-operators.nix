# Frames of operands of logic.
let
  a = true;
  b = null;
in
a && (false || b)
