# Frames that alternate.
let
  even = n: if n == 0 then throw "done" else odd (n - 1);
  odd = n: if n == 0 then throw "done" else even (n - 1);
in
even 4
