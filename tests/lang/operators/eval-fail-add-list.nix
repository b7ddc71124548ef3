# Lists are not added.
[ 1 ] + [ 2 ]
