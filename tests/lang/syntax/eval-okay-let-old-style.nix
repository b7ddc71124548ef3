# The ancient `let { …; body = …; }`.
{
  simple = let { body = 1; };
  recursive = let { a = 1; b = a + 1; body = b + 1; };
  nested = let { body = let { x = 2; body = x; }; };
  ignored = let { a = throw "unused"; body = 3; };
}
