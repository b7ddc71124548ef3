# Elements of lists of different types.
[ 1 2 ] < [ 1 "a" ]
