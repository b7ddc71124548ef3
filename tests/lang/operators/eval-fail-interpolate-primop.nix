# Interpolating a primop.
"a${builtins.add}"
