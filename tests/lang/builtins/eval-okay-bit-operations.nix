# builtins.bitAnd, bitOr, bitXor on two's complement 64-bit integers.
with builtins; {
  and = [ (bitAnd 12 10) (bitAnd (-1) 255) (bitAnd (-2) (-3)) (bitAnd 0 (-1)) ];
  or = [ (bitOr 12 10) (bitOr (-8) 3) (bitOr 0 0) ];
  xor = [ (bitXor 12 10) (bitXor (-1) 0) (bitXor (-1) (-1)) (bitXor 9223372036854775807 (-1)) ];
  large = bitAnd 9223372036854775807 4611686018427387904;
  partial = map (bitAnd 1) [ 1 2 3 ];
}
