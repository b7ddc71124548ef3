# --raw of an integer.
1
