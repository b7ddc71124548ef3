# Dividing null.
null / 2
