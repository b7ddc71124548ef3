# Recursion through an argument.
let f = a: a; x = f x; in x
