# A function on the left of plus.
(x: x) + 1
