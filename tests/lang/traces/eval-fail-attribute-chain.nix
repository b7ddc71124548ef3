# Frames for attributes selected.
let
  s = {
    a = s.b.c;
    b.c = s.d;
    d = throw "at the end";
  };
in
s.a
