f: a: with a; [ ((f a) or) ((f a) or a) (f or) (f or a) ((f or) a) (<a> or) ((f or) or) ((a - f) or) ]
