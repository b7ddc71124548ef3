# builtins.ceil and floor give integers; integers pass through.
with builtins; {
  ceil = map ceil [ 0.0 0.1 0.5 0.9 1.0 1.1 (-0.1) (-0.5) (-1.0) (-1.1) 1.0e15 4503599627370496.5 3 (-3) ];
  floor = map floor [ 0.0 0.1 0.5 0.9 1.0 1.1 (-0.1) (-0.5) (-1.0) (-1.1) 1.0e15 4503599627370496.5 3 (-3) ];
  types = map typeOf [ (ceil 1.5) (floor 1.5) (ceil 2) (floor 2) ];
  largest = [ (floor 9223372036854774784.0) (ceil (-9223372036854775808.0)) ];
  exactInt = [ (ceil 9007199254740992) (floor (-9007199254740992)) (ceil 9007199254740994) ];
  minInt = floor (-9223372036854775807 - 1);
}
