# A frame for each call of a named function.
let
  f = x: g (x + 1);
  g = y: h y;
  h = z: throw "at ${toString z}";
in
f 1
