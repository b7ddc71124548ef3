# Frames of `inherit (e)`.
let
  inherit (builtins.head [ ]) x;
in
x
