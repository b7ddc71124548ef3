# The left operand of list concatenation.
1 ++ [ 2 ]
