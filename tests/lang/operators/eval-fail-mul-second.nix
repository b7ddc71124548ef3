# The second operand of times.
2 * { }
