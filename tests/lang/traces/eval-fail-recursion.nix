# Repeated frames of a recursion that is not in tail position.
let
  sum = n: if n == 0 then "zero" else n + sum (n - 1);
in
sum 3
