# The left operand of and.
1 && true
