# An assertion of an integer.
assert 1; 2
