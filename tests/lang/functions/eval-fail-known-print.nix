# A thunk in a message is a thunk still.
let
  keep = n: [ n ];
  f = n: if n == 0 then keep (n + 1) + 1 else f (n - 1);
in
f 3
