# A list is not coerced by plus.
"a" + [ "b" ]
