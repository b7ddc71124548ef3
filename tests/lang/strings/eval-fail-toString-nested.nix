# toString of a list with a set in it.
toString [ 1 [ { a = 1; } ] ]
