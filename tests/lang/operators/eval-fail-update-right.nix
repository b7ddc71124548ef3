# The right operand of update.
{ } // 1
