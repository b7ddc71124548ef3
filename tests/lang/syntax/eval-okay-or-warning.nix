# `a or` among the arguments of a call is a call itself, with a warning.
let or = 5; inc = x: x + 1; f = x: y: [ x y ]; in [ (f inc or 2) (f 1 inc or) [ inc or ] ]
