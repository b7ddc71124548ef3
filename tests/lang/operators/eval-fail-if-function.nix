# A condition that is a function.
if x: x then 2 else 3
