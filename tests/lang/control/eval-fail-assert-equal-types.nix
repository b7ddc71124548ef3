# A failed equality of different types.
assert 1 == "1"; 4
