# Too many calls deep, with a limit set.
let f = n: 1 + f (n + 1); in f 0
