# A failed inequality.
assert 1 != 1; 4
