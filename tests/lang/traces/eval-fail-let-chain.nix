# Variables of a let have no frames of their own.
let
  a = b + 1;
  b = c * 2;
  c = { }.none;
in
a
