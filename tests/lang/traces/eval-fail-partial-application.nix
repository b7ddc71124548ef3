# An error in a partially applied primop.
let
  cut = builtins.substring 0;
  short = cut "three";
in
short "abc"
