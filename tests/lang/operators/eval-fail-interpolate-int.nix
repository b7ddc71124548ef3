# Interpolating an integer.
"a${1}b"
