# Minus, times, divide and the orders look their function up in scope; plus, equality and logic don't.
{
  sub = let __sub = a: b: [ "sub" a b ]; in 1 - 2;
  mul = let __mul = a: b: [ "mul" a b ]; in 1 * 2;
  div = let __div = a: b: [ "div" a b ]; in 1 / 2;
  neg = let __sub = a: b: [ "neg" a b ]; in -5;
  less = let __lessThan = a: b: [ a b ]; in 1 < 2;
  add = let __add = a: b: "shadowed"; in 1 + 2;
  equal = let __eq = a: b: "shadowed"; __equals = a: b: "shadowed"; in 1 == 2;
  concat = let __concat = a: b: "shadowed"; __concatLists = a: "shadowed"; in [ 1 ] ++ [ 2 ];
  update = let __update = a: b: "shadowed"; in { } // { };
  greater = let __lessThan = a: b: a == 2 && b == 1; in 1 > 2;
  lessEqual = let __lessThan = a: b: a == 2 && b == 1; in 1 <= 2;
  greaterEqual = let __lessThan = a: b: a == 1 && b == 2; in 1 >= 2;
  viaWith = with { __sub = a: b: "with does not shadow"; }; 3 - 1;
  viaArgument = ({ __mul }: 2 * 3) { __mul = a: b: a + b; };
  lazyOperands = let __sub = a: b: "lazy"; in (throw "a") - (throw "b");
  recSet = (rec { __div = a: b: "rec"; x = 1 / 2; }).x;
  notComparison = let __lessThan = a: b: true; in [ (1 >= 2) (1 <= 2) (1 > 2) (1 < 2) ];
}
