# Functions in messages carry their name and place.
let named = x: x; in [ named (y: y) map (builtins.add 1) ] < 1
