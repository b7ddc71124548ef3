# Frames of a default argument.
let
  make = { size ? 1 + null, name }: { inherit size name; };
in
make { name = "n"; }
