# Interpolating a boolean.
"a${true}"
