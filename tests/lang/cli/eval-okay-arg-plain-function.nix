# A plain function is not called.
x: x
