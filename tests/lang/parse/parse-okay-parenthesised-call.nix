f: a: b: c: [ ((f a) b) (((f a) b) c) ((f - a) b) ((f < a) b) ((f >= a) b) ((-f) a) ((f * a) b c) ((f / a) b) ((f + a) b) ]
