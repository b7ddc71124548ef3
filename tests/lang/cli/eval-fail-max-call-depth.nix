# Too many calls deep, with a limit set.
let f = n: if n == 2000 then 0 else 1 + f (n + 1); in f 0
