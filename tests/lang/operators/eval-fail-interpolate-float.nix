# Interpolating a float.
"a${1.5}"
