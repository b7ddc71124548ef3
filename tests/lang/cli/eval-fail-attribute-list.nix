# -A with a name into a list.
[ 1 2 ]
