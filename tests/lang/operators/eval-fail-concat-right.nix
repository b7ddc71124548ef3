# The right operand of list concatenation.
[ 1 ] ++ 2
