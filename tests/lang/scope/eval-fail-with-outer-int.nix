# The outer `with` is no set.
with 1; with { b = 1; }; a
