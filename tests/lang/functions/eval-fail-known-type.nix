# An argument of the wrong type: fails where it is needed.
let
  f = n: s: if n == 0 then s else f (n - 1) (s + n);
in
f 3 "a"
