# Selecting from a string.
"str".a
