# A failed equality of floats.
assert 1.5 == 1.25; 4
