# A set that holds itself.
let x = { y = x; z = 1; }; in x
