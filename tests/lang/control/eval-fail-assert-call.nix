# A failed assertion of a call.
let f = x: y: false; in assert f 1 { a = [ 2 "s" ]; }; 3
