# A variable that needs its own value.
let x = x + 1; in x
