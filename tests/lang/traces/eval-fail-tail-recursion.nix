# Repeated frames of a recursion.
let
  down = n: if n == 0 then abort "bottom" else down (n - 1);
in
down 3
