# map without a function.
map 1 [ 1 ]
