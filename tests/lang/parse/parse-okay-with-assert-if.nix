a: [ (with a; a) (with a; with a; c) (assert a; a) (assert a; assert a; a) (if a then a else a) (if a then if a then 1 else 2 else 3) ]
