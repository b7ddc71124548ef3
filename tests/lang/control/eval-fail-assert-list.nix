# A failed assertion with lists and sets.
assert [ 1 2.5 null (-3) ] == [ { a.b = 1; "c d" = rec { e = 2; }; } ]; 3
