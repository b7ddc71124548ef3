# Frames through seq.
let
  checked = v: builtins.seq (if v > 10 then throw "too big" else null) v;
in
checked 11
