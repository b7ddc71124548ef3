# Frames of a condition.
let
  test = x: x.enable;
in
if test { enable = "yes"; } then 1 else 2
