# Numbers in a message.
let v = [ 1.0 1.5 (-2.5) 1.0e100 0.1 (-7) (1.0e308 * 10) ]; in builtins.deepSeq v (v < "a")
