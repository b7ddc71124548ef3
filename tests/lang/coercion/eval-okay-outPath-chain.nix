# An outPath may have an outPath, however deep and late.
let
  nest = n: if n == 0 then "end" else { outPath = nest (n - 1); };
in
map (n: [ "${nest n}" (toString [ (nest n) (nest n) ]) ]) [ 0 1 2 3 4 20 ]
