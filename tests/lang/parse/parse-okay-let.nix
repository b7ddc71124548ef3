[ (let in 1) (let a = 1; b = a; in b) (let inherit (c) a; c.a = 1; in a) (let a.b = 1; a.c = 2; in a) (let ${"a"} = 1; in a) (let f = x: x; inherit ({ }) y; in f y) ]
