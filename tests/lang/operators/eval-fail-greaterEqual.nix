# Greater or equal.
"a" >= 1
