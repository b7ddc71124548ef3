# A variable that `with` does not provide.
with { a = 1; }; b
