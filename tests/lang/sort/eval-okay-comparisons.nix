# The comparisons that sort makes, in order.
let
  show = a: b: builtins.trace "${toString a} < ${toString b}" (a < b);
in
map (l: builtins.trace "sorting" (builtins.sort show l)) [
  [ 1 2 ]
  [ 2 1 ]
  [ 1 2 3 ]
  [ 3 2 1 ]
  [ 2 3 1 ]
  [ 1 1 1 ]
  [ 5 3 4 1 2 ]
  [ 1 2 3 7 6 5 4 ]
  [ 9 8 1 2 7 6 3 4 5 0 ]
  [ 2 2 1 1 3 3 ]
  [ 20 19 18 17 16 15 14 13 1 2 3 4 5 6 7 8 12 11 10 9 ]
]
