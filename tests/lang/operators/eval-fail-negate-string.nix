# Negating a string.
-"a"
