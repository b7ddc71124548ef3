# Frames of a comparison.
let
  less = a: b: a < b;
in
less { } [ ]
