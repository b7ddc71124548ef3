# A function is not coerced by plus.
"a" + (x: x)
