# An undefined variable deep in an expression never evaluated.
let f = x: y; in 1
