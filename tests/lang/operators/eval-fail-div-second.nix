# The second operand of division.
2 / null
