# Adding an integer to a string.
"a" + 1
