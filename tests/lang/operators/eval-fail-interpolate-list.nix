# Interpolating a list.
"a${[ "b" ]}"
