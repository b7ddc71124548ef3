# A set that is its own outPath, in a list: an error, not a loop.
let a = { outPath = a; }; in toString [ a ]
