# An exponent needs a dot before it.
1e3
