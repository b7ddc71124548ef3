# Frames through map.
map (x: x + 1) [ 1 "a" ]
