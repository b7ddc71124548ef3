# builtins.break is the identity outside the debugger; lazy in what it returns.
with builtins; {
  value = break 1;
  set = break { a = throw "lazy"; b = 2; } ? a;
}
