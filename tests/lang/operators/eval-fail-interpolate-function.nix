# Interpolating a function.
"a${x: x}"
