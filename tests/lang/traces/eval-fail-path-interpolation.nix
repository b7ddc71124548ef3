# Frames through a path with interpolation.
let
  dir = null;
in
./data/${dir}/x
