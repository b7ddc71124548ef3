# Update needs its left operand even when the right one has the name.
(throw "left" // { a = 1; }).a
