# Frames through negation.
let
  neg = x: -x;
in
neg "a"
