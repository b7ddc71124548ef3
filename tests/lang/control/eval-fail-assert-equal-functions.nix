# A failed equality of functions.
let f = x: x; in assert f == f; 4
