[ 1 # comment2 # another
3 ]
