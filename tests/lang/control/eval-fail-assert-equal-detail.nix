# A failed equality assertion tells what differs.
assert { a = 1; b = { c = 2; }; } == { a = 1; b = { c = 3; }; }; 4
