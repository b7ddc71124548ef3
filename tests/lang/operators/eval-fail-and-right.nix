# The right operand of and.
true && "x"
