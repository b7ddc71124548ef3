# Interpolating a partial application of a primop.
"a${builtins.add 1}"
