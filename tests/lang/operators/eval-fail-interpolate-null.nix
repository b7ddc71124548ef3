# Interpolating null.
"a${null}"
