# A failed equality of sets with different names.
assert { a = 1; } == { b = 1; }; 4
