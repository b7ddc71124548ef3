# A variable that two `with`s do not provide.
with { foo = 1; }; with { bar = 2; }; fooo
