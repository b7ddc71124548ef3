# A failed assertion over a lambda.
assert (x: { a, b ? 1, ... }@args: x) 1 == null; 3
