# The second operand of minus.
1 - "b"
