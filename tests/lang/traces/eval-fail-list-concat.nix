# Frames through list concatenation.
let
  xs = [ 1 ];
  f = x: xs ++ x;
in
f "not a list"
