# Many equal frames.
let
  sum = n: if n == 0 then throw "bottom" else n + sum (n - 1);
in
sum 30
