# The right operand of or.
false || [ ]
