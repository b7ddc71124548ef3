# Two variables that are each other.
let a = b; b = a; in a
