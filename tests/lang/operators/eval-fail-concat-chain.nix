# The third of three lists.
[ 1 ] ++ [ 2 ] ++ null
