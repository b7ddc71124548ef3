# Interpolating a set.
"a${{ x = 1; }}"
