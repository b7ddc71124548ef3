# The places of calls by names bound to builtins.
let
  inherit (builtins) head elemAt;
  last = builtins.elemAt;
  f = xs: head (elemAt xs 0);
in
[ (f [ [ 1 ] ]) (last [ (f [ [ ] ]) ] 0) ]
