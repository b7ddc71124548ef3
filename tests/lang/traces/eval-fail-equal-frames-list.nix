# Equal frames of lists.
let
  nest = n: if n == 0 then throw "bottom" else [ (nest (n - 1)) ];
in
nest 10
