# A failed assertion of a variable.
let ok = false; in assert ok; 3
