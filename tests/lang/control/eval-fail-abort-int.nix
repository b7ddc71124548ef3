# abort with an integer.
abort 1
