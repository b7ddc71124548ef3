a: b: [ a.b or b a.b or b.c or a a.b.c or [ ] (a.b or b) (a.b or (b a)) ] ++ [ (a.b or a b) ]
