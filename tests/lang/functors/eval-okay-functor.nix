# Sets with __functor are called with themselves first.
with builtins; {
  simple = { __functor = self: x: x + 1; } 1;
  self = { n = 10; __functor = self: x: self.n + x; } 1;
  updated = ({ n = 10; __functor = self: x: self.n + x; } // { n = 20; }) 1;
  returnsFunctor = { __functor = self: { __functor = s: x: x * 2; }; } 3;
  twoArgs = { __functor = self: a: b: a - b; } 5 3;
  formals = { __functor = self: { a, b ? 2 }: a + b; } { a = 1; };
  typeIsSet = typeOf { __functor = self: x: x; };
  isFunction = isFunction { __functor = self: x: x; };
  primop = { __functor = self: add 1; } 2;
  lazyArg = { __functor = self: x: "ignored"; } (throw "lazy");
  mapped = map { __functor = self: x: x * self.k; k = 3; } [ 1 2 ];
  recursive = let f = { __functor = self: n: if n == 0 then 1 else n * self (n - 1); }; in f 5;
  inPipe = let f = { __functor = self: x: [ x ]; }; in f (f 1);
  selfIsWhole = attrNames ({ a = 1; __functor = self: x: self; } 0);
  returnsSelfCurried = ({ acc = 0; __functor = self: x: self // { acc = self.acc + x; }; } 1 2 3).acc;
}
