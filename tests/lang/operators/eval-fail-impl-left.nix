# The left operand of an implication.
"a" -> true
