# builtins.genList: elements are lazy applications.
with builtins; {
  simple = genList (i: i * i) 5;
  zero = genList (i: i) 0;
  lazy = length (genList (i: throw "lazy") 3);
  one = elemAt (genList (i: if i == 1 then "one" else throw "other") 3) 1;
  functor = genList { __functor = s: i: i + s.n; n = 10; } 2;
  primop = genList toString 3;
  partial = map (genList (x: x)) [ 0 1 2 ];
}
