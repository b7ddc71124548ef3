# A failed equality of lists.
assert [ 1 [ 2 ] ] == [ 1 [ 3 ] ]; 4
