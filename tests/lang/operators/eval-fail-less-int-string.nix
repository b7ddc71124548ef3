# Comparing an integer with a string.
1 < "a"
