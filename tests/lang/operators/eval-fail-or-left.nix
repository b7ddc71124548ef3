# The left operand of or.
null || true
