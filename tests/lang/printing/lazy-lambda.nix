# A function.
x: x
