# Functions in messages carry their name and place.
let named = x: x; v = [ named (y: y) map (builtins.add 1) ]; in builtins.deepSeq v (v < 1)
