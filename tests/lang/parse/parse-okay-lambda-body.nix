x: y: if x then y else z: with z; assert x; let w = y; in w z
