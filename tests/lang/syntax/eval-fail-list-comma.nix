# Commas do not separate list elements.
[ 1, 2 ]
