# The left operand of update.
1 // { }
