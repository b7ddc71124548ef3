# Recursion without depth.
rec {
  fac = n: if n == 0 then 1 else n * fac (n - 1);
  fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2);
  ack = m: n: if m == 0 then n + 1 else if n == 0 then ack (m - 1) 1 else ack (m - 1) (ack m (n - 1));
  gcd = a: b: if b == 0 then a else gcd b (a - (a / b) * b);
  results = [ (fac 20) (fib 15) (ack 2 3) (gcd 1071 462) ];
  primes = let sieve = l: if l == [ ] then [ ] else [ (builtins.head l) ] ++ sieve (builtins.filter (x: x - (x / builtins.head l) * builtins.head l != 0) (builtins.tail l)); in sieve (builtins.genList (x: x + 2) 30);
  church = let zero = f: x: x; succ = n: f: x: f (n f x); toInt = n: n (x: x + 1) 0; in toInt (succ (succ (succ zero)));
  hanoi = let move = n: a: b: c: if n == 0 then 0 else move (n - 1) a c b + 1 + move (n - 1) c b a; in move 6 "a" "b" "c";
  collatz = let go = n: if n == 1 then [ 1 ] else [ n ] ++ go (if builtins.bitAnd n 1 == 0 then n / 2 else 3 * n + 1); in go 6;
  overlays = let base = self: { a = 1; b = self.a + 1; }; over = self: super: { a = 10; c = super.b; }; fix = f: let x = f x; in x; in fix (self: let s = base self; in s // over self s);
}.results
