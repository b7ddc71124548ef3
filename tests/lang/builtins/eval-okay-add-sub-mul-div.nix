# builtins.add, sub, mul, div: mixed numbers, limits, signs, partial application.
with builtins; {
  add = [ (add 1 2) (add 1 2.5) (add 1.5 2) (add 0.5 0.25) (add (-1) 1) ];
  addIsNumericOnlyButPlusIsNot = (tryEval ("a" + "b")).value;
  sub = [ (sub 1 2) (sub 1 2.5) (sub 1.5 2) (sub 0 0) ];
  mul = [ (mul 3 4) (mul 3 0.5) (mul 0.5 0.5) (mul (-3) 4) (mul 0 (-1)) ];
  div = [ (div 7 2) (div (-7) 2) (div 7 (-2)) (div (-7) (-2)) (div 7 2.0) (div 7.0 2) (div 1 3) (div 0 5) (div 1.0 3) ];
  limits = [ (add 9223372036854775806 1) (sub (-9223372036854775807) 1) (mul 4611686018427387904 (-2)) (mul 3037000499 3037000499) ];
  minDiv = (sub (-9223372036854775807) 1) / 2;
  partial = map (add 10) [ 1 2 ];
  partialSub = map (sub 10) [ 1 2 ];
  floatKinds = map typeOf [ (1 + 1) (1 + 1.0) (1.0 + 1) (4 / 2) (4.0 / 2) (2 * 1.0) ];
  floatOverflowIsInfinite = [ (1.0e308 * 10) (-1.0e308 * 10) ];
  notANumber = (1.0e308 * 10) - (1.0e308 * 10);
  negativeZero = [ (0.0 * -1) (-0.0) (0 * -1.0) (1 / (-1.0e308 * 10)) ];
  bigIntToFloat = 9007199254740993 + 0.0;
}
