# map over no list.
map (x: x) { }
