# Calling a string.
"f" "x"
