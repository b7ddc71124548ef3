# map whose function throws for one element.
map (x: if x == 2 then throw "two" else x) [ 1 2 3 ]
