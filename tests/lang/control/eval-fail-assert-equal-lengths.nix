# A failed equality of lists of different lengths.
assert [ 1 ] == [ 1 2 ]; 4
