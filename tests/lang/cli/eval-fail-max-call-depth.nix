# Too many calls deep, with a limit set.
let f = n: if n.x == 2000 then 0 else 1 + f { x = n.x + 1; }; in f { x = 0; }
