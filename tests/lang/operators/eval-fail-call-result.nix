# Calling a result that is no function.
(x: x) 1 2
