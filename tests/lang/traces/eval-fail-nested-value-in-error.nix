# Deep values in messages are cut.
let v = { a.b.c.d.e.f.g.h.i.j.k.l.m = 1; }; in builtins.deepSeq v (v + "x")
