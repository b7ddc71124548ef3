# A variable that is itself.
let x = x; in x
