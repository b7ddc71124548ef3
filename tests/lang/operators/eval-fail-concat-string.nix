# Strings are not concatenated by ++.
"a" ++ "b"
