a: b: c: d: a -> b || c && d == (b < c) // d ++ a * b + - c ? d
