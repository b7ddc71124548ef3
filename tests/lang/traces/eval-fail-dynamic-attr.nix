# Frames through dynamic attribute names.
let
  key = n: n.name;
in
{ ${key { }} = 1; }
