# `or` as a name after a function draws a warning.
let or = 1; f = x: y: [ x y ]; in f or 2
