# One item can't be compared with the others, and it is the last that is.
builtins.sort (a: b: a < b) [ 1 2 3 4 5 6 7 8 9 null ]
