# Frames through string interpolation.
let
  name = throw "no name";
in
"hello ${"dear ${name}"}"
