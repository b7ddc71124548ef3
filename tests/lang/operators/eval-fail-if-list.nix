# A condition that is a list.
if [ 1 2 3 ] then 2 else 3
