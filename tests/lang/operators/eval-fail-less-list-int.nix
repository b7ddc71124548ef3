# A list compared with an integer.
[ 1 ] < 1
