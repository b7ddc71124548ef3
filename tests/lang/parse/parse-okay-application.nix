f: a: b: [ (f a) (f a b) (f (a b)) (f a (b a) b) (f { }) (f [ ] "s" 1) (f rec { }) (f a.b b.d) ]
