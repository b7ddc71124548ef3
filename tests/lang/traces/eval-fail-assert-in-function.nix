# Frames of an assertion in a function.
let
  positive = n: assert n > 0; n;
in
positive (-1)
