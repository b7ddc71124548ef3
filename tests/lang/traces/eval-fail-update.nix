# Frames of update operands.
let
  defaults = { a = 1; };
  overrides = null;
in
defaults // overrides
