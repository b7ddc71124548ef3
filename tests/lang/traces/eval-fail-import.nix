# Frames through an imported file.
let
  lib = import ./data/lib.nix;
in
lib.twice "x"
