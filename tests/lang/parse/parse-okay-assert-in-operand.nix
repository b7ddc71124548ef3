a: a + (assert a; a) + (with a; b) + (if a then 1 else 2)
