# An argument that overflows: fails where it is needed, in its own place.
let
  f = n: acc: if n == 0 then acc else f (n - 1) (acc + n);
in
f 3 9223372036854775804
