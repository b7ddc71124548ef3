# null is not coerced by plus.
"a" + null
