# Recursion through an attribute.
let s = { a = s.b; b = s.a; }; in s
