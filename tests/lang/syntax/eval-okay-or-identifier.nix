# `or` in places where it is an ordinary name, which warns.
let or = 1; in [ ((x: x) or) ]
