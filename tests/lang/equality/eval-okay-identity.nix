# Containers compare elements by identity first: not-a-number and functions inside them.
let n = (1.0e308 * 10) - (1.0e308 * 10); in {
  nan = n == n;
  nanNotEqual = n != n;
  nanInList = [ n ] == [ n ];
  nanInSet = { a = n; } == { a = n; };
  sameList = let l = [ n ]; in l == l;
  nanComputedTwice = [ ((1.0e308 * 10) - (1.0e308 * 10)) ] == [ ((1.0e308 * 10) - (1.0e308 * 10)) ];
  nanOrder = [ (n < n) (n > n) (n <= n) (n >= n) (n < 1) (1 < n) ];
  elem = builtins.elem n [ n ];
  throwNotForced = let t = throw "x"; in builtins.tryEval ([ t ] == [ t ]);
  cyclic = let x = { y = x; }; in x.y == x.y;
}
