# A failed assertion shows its condition.
assert 1 == 2; 3
