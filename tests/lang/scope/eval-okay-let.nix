# `let` is recursive, lazy, and its names may come in any order.
{
  forward = let a = b; b = 1; in a;
  unused = let a = throw "unused"; in 1;
  self = let x = { y = x; z = 2; }; in x.y.y.z;
  mutual = let even = n: if n == 0 then true else odd (n - 1); odd = n: if n == 0 then false else even (n - 1); in [ (even 10) (even 7) ];
  shadow = let a = 1; in let a = 2; in a;
  shadowInner = let a = 1; b = let a = 2; in a; in [ a b ];
  inheritOuter = let a = 1; in let inherit a; in a;
  inheritFrom = let s = { a = 1; b = 2; }; inherit (s) a b; in a + b;
  inheritFromLater = let inherit (s) a; s = { a = 3; }; in a;
  inheritMany = let inherit ({ a = 1; b = 2; }) a b; inherit ({ c = 3; }) c; in [ a b c ];
  empty = let in 5;
  emptyInherit = let inherit; in 6;
  emptyInheritFrom = let inherit (throw "unused"); in 7;
  closure = let mk = n: let m = n * 2; in k: m + k; in (mk 3) 4;
  fix = let fix = f: let x = f x; in x; in (fix (self: { a = 1; b = self.a + 1; })).b;
}
