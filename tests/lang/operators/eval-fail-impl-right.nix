# The right operand of an implication.
true -> { }
