# -A with an index beyond the list.
[ 1 ]
