# Division by a zero of floating point.
1 / 0.0
