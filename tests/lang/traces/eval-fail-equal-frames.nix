# Equal frames in a row: the same attribute of nested sets.
let
  nest = n: if n == 0 then throw "bottom" else { a = nest (n - 1); };
in
nest 20
