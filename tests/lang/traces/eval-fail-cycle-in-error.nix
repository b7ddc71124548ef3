# A cyclic value in a message.
let x = { y = x; l = [ x ]; }; in builtins.deepSeq x (x < 1)
